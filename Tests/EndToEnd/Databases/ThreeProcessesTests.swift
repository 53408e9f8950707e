import JSONText
import SyncTesting
import Testing

/// Three processes on one database behind nginx, which sends each token to one of them; devices spread over all; one
/// process is killed, connections to the database are cut: nothing acknowledged is lost, nothing is doubled, and all
/// end the same.
@Suite struct ThreeProcessesTests {
    @Test(arguments: DatabaseKind.allCases)
    func keepEveryPromise(_ kind: DatabaseKind) throws {
        let scene = try ClusterScene(database: kind.shared.newDatabase(), processes: 3, devices: 9)
        try scene.write(rounds: 3)
        try scene.expectAllHeardAll()
        try scene.expectTokensEverywhere()
        scene.servers[0].killNow()
        try scene.openSocketsAnew()
        try scene.write(rounds: 2)
        try scene.database.server.cutConnections()
        try scene.write(rounds: 2)
        try scene.expectAllHeardAll()
        try scene.measureOneEvent()
        try scene.servers[0].start()
        try scene.expectOneLibrary()
        print(
            "\(scene.database.server.name), three processes: an event reached the last device after "
                + "\(scene.slowestEventMilliseconds) ms")
        for server in scene.servers { try server.stop() }
    }
}

/// The processes, the proxy before them, and the devices.
private final class ClusterScene {
    final class ClusterDevice {
        let device: Device
        let token: String
        var socket: WebSocketClient?
        /// Ids of the links that its user made, and those that its socket told of, in this order.
        var made: [Int64] = []
        var heard: [Int64] = []
        /// Of those that it can have heard since its socket was opened.
        var expected: Set<Int64> = []

        init(_ device: Device, token: String) {
            self.device = device
            self.token = token
        }
    }

    let database: DatabaseOfTest
    let servers: [ServerProcess]
    private let nginx: Nginx
    private(set) var devices: [ClusterDevice] = []
    private(set) var slowestEventMilliseconds: Int64 = 0
    private var number = 0

    init(database: DatabaseOfTest, processes: Int, devices count: Int) throws {
        self.database = database
        var settings = database.settings
        settings.environment["LINKORA_DATABASE_IS_SHARED"] = "true"
        servers = try (0..<processes).map { _ in
            var settings = settings
            settings.port = try FreePort.take()
            return try ServerProcess.started(settings)
        }
        nginx = try Nginx.cluster(of: servers.map(\.port))
        for number in 1...count {
            let device = Device(id: "cccccccc-0000-4000-8000-00000000000\(number)", name: "Device \(number)")
            let result = try servers[number % processes].run(["token", "add", "device \(number)"])
            let token = try #require(result.output.split(separator: "\n").last.map(String.init), "\(result.errors)")
            devices.append(ClusterDevice(device, token: token))
        }
        try expectTokensEverywhere()
        try openSocketsAnew()
    }

    // MARK: Requests

    private func send(_ device: ClusterDevice, _ method: String, _ target: String, _ json: String? = nil) throws
        -> HTTPAnswer
    {
        try HTTPClient.once(port: nginx.port, HTTPCall(method, target, token: device.token, json: json))
    }

    /// As apps do: what gets no 2xx is sent again.
    private func insist(_ device: ClusterDevice, _ method: String, _ target: String, _ json: String? = nil) throws
        -> HTTPAnswer
    {
        let deadline = Deadline(milliseconds: 15_000)
        while true {
            if let answer = try? send(device, method, target, json), answer.status == 200 { return answer }
            guard !deadline.isOver else { throw NetworkError.timeout(while: "insisting on \(target)") }
            MonotonicClock.sleep(milliseconds: 100)
        }
    }

    func openSocketsAnew() throws {
        for device in devices {
            (device.heard, device.expected) = ([], [])
            let headers = [HTTPLine("Authorization", "Bearer \(device.token)")]
            let opening = try WebSocketClient.open(
                port: nginx.port, target: device.device.eventsTarget, headers: headers)
            guard case .open(let socket) = opening else { throw NetworkError.malformed("the socket was refused") }
            device.socket = socket
            // As apps do at a start: the socket first, events from the pull on.
            for pull in ["/GET_UPDATES?eventTimestamp=0", "/GET_TOMBSTONES?eventTimestamp=0"] {
                _ = try insist(device, "GET", pull)
            }
        }
    }

    /// Every device makes a link in each round.
    func write(rounds: Int) throws {
        for _ in 0..<rounds {
            for device in devices {
                number += 1
                let body = Bodies.link("https://x.example/\(number)", "t\(number)", by: device.device)
                let answer = try insist(device, "POST", "/CREATE_A_NEW_LINK", body)
                let id = try #require(answer.json["id"]?.integerValue)
                device.made.append(id)
                for other in devices where other !== device { other.expected.insert(id) }
            }
        }
    }

    // MARK: What must be so

    func expectAllHeardAll() throws {
        for device in devices {
            let deadline = Deadline(milliseconds: 20_000)
            while !device.expected.isSubset(of: device.heard), !deadline.isOver { try listen(device, deadline) }
            let missing = device.expected.subtracting(device.heard)
            #expect(missing.isEmpty, "\(device.device.name) has not heard of \(missing.count)")
            #expect(Set(device.heard).count == device.heard.count, "\(device.device.name) heard twice of a link")
            // Ids are given in the order of the commits, whichever process made them.
            #expect(device.heard == device.heard.sorted(), "\(device.device.name) heard out of order: \(device.heard)")
        }
    }

    /// One event while nothing else happens: nothing holds it back but the way from process to process.
    func measureOneEvent() throws {
        // Events wait a moment behind the rows of a pull.
        MonotonicClock.sleep(milliseconds: 2_000)
        let began = MonotonicClock.milliseconds
        number += 1
        let body = Bodies.link("https://x.example/\(number)", "t\(number)", by: devices[0].device)
        let id = try #require(try insist(devices[0], "POST", "/CREATE_A_NEW_LINK", body).json["id"]?.integerValue)
        devices[0].made.append(id)
        for device in devices.dropFirst() {
            device.expected.insert(id)
            let deadline = Deadline(milliseconds: 5_000)
            while !device.heard.contains(id), !deadline.isOver { try listen(device, deadline) }
            #expect(device.heard.contains(id))
        }
        slowestEventMilliseconds = MonotonicClock.milliseconds - began
    }

    private func listen(_ device: ClusterDevice, _ deadline: Deadline) throws {
        guard case .text(let text)? = try device.socket?.next(withinMilliseconds: min(500, deadline.millisecondsLeft))
        else { return }
        let frame = try EventFrame(text: text)
        guard frame.operation == "CREATE_A_NEW_LINK", let id = frame.payload["id"]?.integerValue else { return }
        // Its own come back to it, and mean nothing.
        if !device.made.contains(id) { device.heard.append(id) }
    }

    func expectTokensEverywhere() throws {
        for server in servers {
            for device in devices {
                let deadline = Deadline(milliseconds: 5_000)
                let call = HTTPCall("GET", "/TEST_BEARER", token: device.token)
                while try server.send(call).status != 200 {
                    guard !deadline.isOver else {
                        Issue.record("\(device.device.name)'s token is unknown to a process: \(server.log.suffix(500))")
                        return
                    }
                    MonotonicClock.sleep(milliseconds: 20)
                }
            }
        }
    }

    func expectOneLibrary() throws {
        let made = Set(devices.flatMap(\.made))
        #expect(made.count == devices.reduce(0) { $0 + $1.made.count }, "an id was given twice")
        for server in servers {
            let urls = try server.pull().list("links").compactMap { $0["url"]?.stringValue }
            #expect(urls.count == number && Set(urls).count == number, "\(urls.count) links of \(number)")
        }
        // The same pull again would be taken for one whose rows are still being applied.
        MonotonicClock.sleep(milliseconds: 3_000)
        for device in devices {
            let library = try JSONReader.read(insist(device, "GET", "/GET_UPDATES?eventTimestamp=0").body)
            // A device is not sent what it is known to have made.
            let pulled = library.list("links").compactMap { $0["id"]?.integerValue }
            #expect(Set(pulled).union(device.made) == made && Set(pulled).count == pulled.count)
        }
    }
}
