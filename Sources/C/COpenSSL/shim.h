// OpenSSL as Swift can import it: what is a macro, variadic or a typed stack there stands here as a plain function.
#pragma once
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// MARK: Keys

static inline EVP_PKEY *linkora_new_p256_key(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"); }

// Never asks at a terminal: an encrypted key is refused.
static inline int linkora_no_passphrase(char *buffer, int size, int is_writing, void *context) {
    (void)buffer, (void)size, (void)is_writing, (void)context;
    return -1;
}

static inline EVP_PKEY *linkora_read_key(const void *text, int count) {
    BIO *source = BIO_new_mem_buf(text, count);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(source, NULL, linkora_no_passphrase, NULL);
    BIO_free(source);
    return key;
}

// MARK: Certificates

// The texts of all PEM certificates, in their order; calls `take` with each, which then owns it.
static inline int linkora_read_certificates(
    const void *text, int count, void *context, void (*take)(void *context, X509 *certificate)) {
    BIO *source = BIO_new_mem_buf(text, count);
    X509 *certificate;
    int number = 0;
    while ((certificate = PEM_read_bio_X509(source, NULL, linkora_no_passphrase, NULL)) != NULL) {
        take(context, certificate);
        number++;
    }
    // The end of the text is no error to be found later.
    ERR_clear_error();
    BIO_free(source);
    return number;
}

// What is written into a memory BIO so far.
static inline long linkora_written(BIO *target, const unsigned char **bytes) {
    char *start = NULL;
    long count = BIO_get_mem_data(target, &start);
    *bytes = (const unsigned char *)start;
    return count;
}

static inline BIO *linkora_memory(void) { return BIO_new(BIO_s_mem()); }

static inline int linkora_print_name(BIO *target, const X509_NAME *name) {
    return X509_NAME_print_ex(target, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

// An extension by its text form, such as "critical,CA:FALSE".
static inline int linkora_add_extension(X509 *certificate, X509 *issuer, int kind, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    if (extension == NULL) return 0;
    int result = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return result;
}

static inline GENERAL_NAMES *linkora_new_names(void) { return sk_GENERAL_NAME_new_null(); }

// A dNSName or an iPAddress (4 or 16 bytes).
static inline int linkora_append_name(GENERAL_NAMES *names, int is_address, const unsigned char *bytes, int count) {
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_STRING *text = is_address ? ASN1_OCTET_STRING_new() : ASN1_IA5STRING_new();
    if (name == NULL || text == NULL || !ASN1_STRING_set(text, bytes, count)) {
        GENERAL_NAME_free(name);
        ASN1_STRING_free(text);
        return 0;
    }
    GENERAL_NAME_set0_value(name, is_address ? GEN_IPADD : GEN_DNS, text);
    if (sk_GENERAL_NAME_push(names, name) > 0) return 1;
    GENERAL_NAME_free(name);
    return 0;
}

static inline int linkora_set_names(X509 *certificate, GENERAL_NAMES *names) {
    return X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT);
}

// Calls `take` with each dNSName and iPAddress.
static inline void linkora_each_name(
    const X509 *certificate, void *context,
    void (*take)(void *context, int is_address, const unsigned char *bytes, int count)) {
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int index = 0; index < sk_GENERAL_NAME_num(names); index++) {
        int kind;
        ASN1_STRING *text = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, index), &kind);
        if (kind != GEN_DNS && kind != GEN_IPADD) continue;
        take(context, kind == GEN_IPADD, ASN1_STRING_get0_data(text), ASN1_STRING_length(text));
    }
    GENERAL_NAMES_free(names);
}

// MARK: TLS

static inline STACK_OF(X509) *linkora_new_chain(void) { return sk_X509_new_null(); }
static inline int linkora_append_certificate(STACK_OF(X509) *chain, X509 *certificate) {
    if (!X509_up_ref(certificate)) return 0;
    if (sk_X509_push(chain, certificate) > 0) return 1;
    X509_free(certificate);
    return 0;
}
static inline void linkora_free_chain(STACK_OF(X509) *chain) { sk_X509_pop_free(chain, X509_free); }

static inline int linkora_tls_set_up(SSL_CTX *context, const char *suites, const char *groups) {
    SSL_CTX_set_mode(
        context,
        SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(
        context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                     SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) && SSL_CTX_set_num_tickets(context, 0) &&
           SSL_CTX_set_cipher_list(context, suites) && SSL_CTX_set1_groups_list(context, groups);
}

static inline int linkora_tls_set_owner(SSL *session, void *owner) { return SSL_set_app_data(session, owner); }
static inline void *linkora_tls_owner(const SSL *session) { return SSL_get_app_data(session); }
