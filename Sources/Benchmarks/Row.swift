/// One row of the figures.
struct Row: Sendable {
    let number: Int
    let job: String
    let measure: @Sendable (Bench) throws -> [Finding]

    static let all = [
        Row(number: 1, job: "idle, SQLite, HTTP and HTTPS listening", measure: IdleMemory.measure),
        Row(number: 3, job: "start to first authenticated 200", measure: StartTime.measure),
        Row(number: 4, job: "TEST_BEARER, 32 connections", measure: TokenChecks.measure),
        Row(number: 5, job: "both pulls, nothing new, 10,000 links", measure: EmptyPulls.measure),
        Row(number: 7, job: "everything: 100,000 links", measure: WholeLibrary.measure),
        Row(number: 9, job: "one durable create, one device", measure: OneCreate.measure),
        Row(number: 10, job: "durable creates, 64 devices", measure: ManyCreates.measure),
        Row(number: 19, job: "new TLS sessions, P-256", measure: Handshakes.measure),
        Row(number: 21, job: "rows 5, 6, 7 and 10 on database servers", measure: DatabaseServers.measure),
    ]

    /// - Parameter numbers: none for all.
    static func chosen(_ numbers: [Int]) throws -> [Row] {
        for number in numbers where !all.contains(where: { $0.number == number }) {
            throw Arguments.Misunderstood(reason: "there is no row \(number) yet")
        }
        return numbers.isEmpty ? all : all.filter { numbers.contains($0.number) }
    }
}
