import JSONText
import SyncModel

/// People who have no right to what they ask for: with a token that is none, was revoked, or is good for something else.
/// They must get nothing and change nothing.
extension World {
    func knock(_ seed: UInt64) {
        var dice = Dice(seed: seed)
        let stranger = dice.pick(Stranger.allCases)
        if stranger != .reader, dice.happens(0.25) { return dialAsStranger(stranger) }
        let request = strangersRequest(stranger, &dice)
        let ticket = add(
            Exchange(
                sender: .nobody, device: -1, request: request, sentMilliseconds: nowMilliseconds, stranger: stranger))
        script.note(nowMilliseconds, "a stranger (\(stranger.rawValue)): \(request.path)")
        arrive(ticket, after: dice.between(5...80))
    }

    /// What this one may not do.
    private func strangersRequest(_ stranger: Stranger, _ dice: inout Dice) -> WireRequest {
        let folder = knownRows(.folder).min() ?? 1
        let link = knownRows(.link).min() ?? 1
        var requests: [(OperationName, [(String, JSONValue)])] = [
            (.deleteFolder, [("id", .integer(folder))]), (.deleteALink, [("id", .integer(link))]),
            (.deleteEverything, []),
            (.updateLinkTitle, [("linkId", .integer(link)), ("newTitleOfTheLink", .string("stranger"))]),
        ]
        if stranger != .adder {
            requests.append(
                (
                    .createFolder,
                    [
                        ("name", .string("stranger")), ("note", .string("")), ("parentFolderId", .null),
                        ("isArchived", .boolean(false)),
                    ]
                ))
        }
        if stranger != .reader, dice.happens(0.3) {
            return WireRequest(
                method: "GET", path: "/" + (dice.happens(0.5) ? OperationName.getUpdates : .getTombstones).rawValue,
                query: [("eventTimestamp", "0")], body: nil)
        }
        let (operation, fields) = dice.pick(requests)
        return WireRequest(method: "POST", path: "/" + operation.rawValue, body: strangersBody(fields).bytes)
    }

    private func strangersBody(_ fields: [(String, JSONValue)]) -> JSONValue {
        let correlation = JSONValue.object(["id": .string("stranger"), "clientName": .string("Stranger")])
        let members =
            fields.map { JSONMember($0.0, $0.1) } + [
                JSONMember("correlation", correlation), JSONMember("eventTimestamp", .integer(nowMilliseconds / 1_000)),
            ]
        return .object(members)
    }

    private func dialAsStranger(_ stranger: Stranger) {
        guard isServerUp else { return }
        lastSocket += 1
        strangersSockets.insert(lastSocket)
        script.note(nowMilliseconds, "a stranger (\(stranger.rawValue)) dials")
        isServerTouched = true
        let correlation = JSONValue.object(["id": .string("stranger"), "clientName": .string("Stranger")])
        server.open(
            SocketRequest(
                socket: lastSocket, token: .stranger(stranger), address: "10.0.0.240",
                correlation: String(decoding: correlation.bytes, as: UTF8.self)),
            nowMilliseconds: nowMilliseconds)
    }

    func strangerAccepted(_ socket: Int) {
        guard strangersSockets.contains(socket) else { return }
        ledger.violations.append(Violation(.onlyByToken, "a socket was opened without a token that is good for it"))
    }

    /// - Parameter status: `nil` when nobody answered.
    func strangerRefused(_ status: Int?) {
        guard let status, status != 401, status != 403 else { return }
        ledger.violations.append(Violation(.onlyByToken, "a stranger's socket was refused with \(status)"))
    }

    /// Looks at what a stranger was answered.
    func watch(_ stranger: Stranger, _ exchange: Exchange, _ status: Int, _ body: [UInt8]) {
        guard status != 401, status != 403 else {
            if let json = try? JSONReader.read(body), json["folders"] != nil || json.arrayValue != nil {
                ledger.violations.append(Violation(.onlyByToken, "\(exchange.request.path) told a stranger something"))
            }
            return
        }
        ledger.violations.append(
            Violation(
                .onlyByToken,
                "\(exchange.request.path) with the token of a stranger (\(stranger.rawValue)) was answered with \(status)"
            ))
    }
}
