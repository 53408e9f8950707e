import Testing

@testable import LinkoraSyncServer

@Suite("The command line of certificates")
struct CertificateRequestTests {
    @Test(
        arguments: [
            (["certificate", "show"], .show), (["certificate", "renew"], .renew(makesAuthority: false)),
            (["certificate", "renew", "--authority"], .renew(makesAuthority: true)),
            (["certificate", "export"], .export(path: nil)),
            (["certificate", "export", "a.cer"], .export(path: "a.cer")),
            (["certificate", "import", "a.jks"], .import(path: "a.jks")),
        ] as [([String], CertificateRequest)])
    func whatIsUnderstood(arguments: [String], request: CertificateRequest) throws {
        #expect(try Invocation.read(arguments + ["--config", "c"]) == .certificate(request, flags: ["config": "c"]))
    }

    @Test(arguments: [
        ["certificate"], ["certificate", "dance"], ["certificate", "show", "x"], ["certificate", "import"],
        ["certificate", "export", "a", "b"], ["certificate", "show", "--authority"], ["certificate", "renew", "now"],
        ["serve", "--authority"],
    ])
    func whatIsNot(arguments: [String]) {
        #expect { try Invocation.read(arguments) } throws: { ($0 as? CommandFailure)?.exitCode == ExitCode.usage }
    }
}
