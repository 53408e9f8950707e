import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A client with the rules of the apps' network stack (TLS 1.2 alone, its suites, groups and signatures; no extended master
 * secret; the first certificate is checked with the key of the imported one, then its dates, then the name that Java knows
 * for the address), for what no client of the test's own language can do.
 *
 * <p>Usage: AppClient BASE-URL TOKEN IMPORTED-CERTIFICATE [socket EVENTS]. Prints one line a step; exit code 1 when a step
 * fails. `-Dserver.name=NAME` stands for what the machine says of the address. With `socket` it opens `/events`, says so, and prints so many events.
 */
public final class AppClient {
    private static final String[] SUITES = {
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA",
    };
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final URI base;
    private final String token;
    private final X509Certificate imported;

    private AppClient(String base, String token, Path certificate) throws Exception {
        this.base = URI.create(base);
        this.token = token;
        try (InputStream file = Files.newInputStream(certificate)) {
            imported = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
        }
    }

    public static void main(String[] words) throws Exception {
        System.setProperty("jdk.tls.useExtendedMasterSecret", "false");
        System.setProperty("jdk.tls.namedGroups", "secp256r1,secp384r1");
        System.setProperty(
            "jdk.tls.client.SignatureSchemes",
            "ecdsa_secp384r1_sha384,ecdsa_secp256r1_sha256,rsa_pkcs1_sha384,rsa_pkcs1_sha256");
        try {
            AppClient client = new AppClient(words[0], words[1], Path.of(words[2]));
            client.test();
            if (words.length > 3) client.listen(Integer.parseInt(words[4]));
        } catch (Exception problem) {
            System.out.println("failed: " + problem);
            System.exit(1);
        }
    }

    private void test() throws Exception {
        get("TEST_BEARER");
        System.out.println("test ok");
    }

    /** The whole answer is read, so the server has sent all of it. */
    private void get(String route) throws Exception {
        try (Socket socket = connect()) {
            send(socket, "GET " + path(route) + " HTTP/1.1", "Connection: close");
            InputStream input = socket.getInputStream();
            String status = line(input);
            if (!status.startsWith("HTTP/1.1 200")) throw new IOException("answered " + status);
            input.readAllBytes();
        }
    }

    private void listen(int events) throws Exception {
        Socket socket = connect();
        send(
            socket, "GET " + path("events") + "?correlation=%7B%22id%22%3A%22java%22%2C%22clientName%22%3A%22J%22%7D HTTP/1.1",
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        InputStream input = socket.getInputStream();
        String status = line(input);
        if (!status.startsWith("HTTP/1.1 101")) throw new IOException("answered " + status);
        while (!line(input).isEmpty()) {}
        // As every app does at its start: the server holds events back until then.
        get("GET_UPDATES?eventTimestamp=0");
        get("GET_TOMBSTONES?eventTimestamp=0");
        System.out.println("socket open");
        DataInputStream frames = new DataInputStream(input);
        for (int count = 0; count < events;) {
            int opcode = frames.readUnsignedByte() & 15;
            long length = frames.readUnsignedByte() & 127;
            if (length == 126) length = frames.readUnsignedShort();
            else if (length == 127) length = frames.readLong();
            byte[] payload = frames.readNBytes((int) length);
            if (opcode == 9) pong(socket, payload);
            if (opcode == 8) throw new IOException("closed");
            if (opcode != 1) continue;
            System.out.println("event " + new String(payload, StandardCharsets.UTF_8));
            count++;
        }
    }

    /** With a mask of zeros: what is masked stays as it is. */
    private static void pong(Socket socket, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x8A);
        frame.write(0x80 | payload.length);
        frame.write(new byte[4]);
        frame.write(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    private String path(String route) {
        String path = base.getPath();
        return (path.endsWith("/") ? path : path + "/") + route;
    }

    private void send(Socket socket, String... lines) throws IOException {
        String head = String.join("\r\n", lines) + "\r\nHost: " + base.getAuthority() + "\r\nAuthorization: Bearer " + token
            + "\r\nUser-Agent: ktor-client\r\nAccept: application/json\r\n\r\n";
        OutputStream output = socket.getOutputStream();
        output.write(head.getBytes(StandardCharsets.ISO_8859_1));
        output.flush();
    }

    private static String line(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = input.read(); octet >= 0 && octet != '\n'; octet = input.read()) line.append((char) octet);
        return line.toString().trim();
    }

    // The network

    /** TLS even when the address begins with http://, as the apps dial their socket. */
    private Socket connect() throws Exception {
        String host = base.getHost().replaceAll("[\\[\\]]", "");
        InetSocketAddress address = new InetSocketAddress(host, base.getPort());
        String name = System.getProperty("server.name", address.getHostName());
        Socket plain = new Socket();
        plain.connect(new InetSocketAddress(address.getAddress(), address.getPort()), 10_000);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Everybody()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, base.getPort(), true);
        SSLParameters parameters = new SSLParameters(SUITES, new String[] {"TLSv1.2"});
        parameters.setServerNames(List.of(new AnyName(name.getBytes(StandardCharsets.UTF_8))));
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(60_000);
        socket.startHandshake();
        check((X509Certificate) socket.getSession().getPeerCertificates()[0], name);
        return socket;
    }

    private void check(X509Certificate shown, String name) throws Exception {
        shown.verify(imported.getPublicKey());
        shown.checkValidity();
        List<String> machines = names(shown, DNS_NAME);
        List<String> addresses = names(shown, IP_ADDRESS);
        System.out.println("name " + name + " machines " + machines + " addresses " + addresses);
        boolean isAddress = name.matches("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
        boolean passes = isAddress ? addresses.isEmpty() || addresses.contains(name)
            : machines.isEmpty() || machines.stream().anyMatch(pattern -> covers(pattern, name));
        if (!passes) throw new IOException("the certificate is not for " + name);
    }

    private static boolean covers(String pattern, String name) {
        if (!pattern.startsWith("*.")) return pattern.equalsIgnoreCase(name);
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equalsIgnoreCase(pattern.substring(1));
    }

    private static List<String> names(X509Certificate certificate, int kind) throws Exception {
        List<String> found = new ArrayList<>();
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        if (all == null) return found;
        for (List<?> entry : all) if (entry.get(0).equals(kind)) found.add((String) entry.get(1));
        return found;
    }

    /** Java's own kind of name refuses `_` and colons; the apps' stack sends both. */
    private static final class AnyName extends SNIServerName {
        AnyName(byte[] name) { super(0, name); }
    }

    /** Trust is checked by us, after the handshake. */
    private static final class Everybody extends javax.net.ssl.X509ExtendedTrustManager implements X509TrustManager {
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}
        public void checkClientTrusted(X509Certificate[] chain, String kind, javax.net.ssl.SSLEngine engine) {}
        public void checkServerTrusted(X509Certificate[] chain, String kind, javax.net.ssl.SSLEngine engine) {}
        public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
    }
}
