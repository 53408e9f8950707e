import AppModels
import SyncTesting

/// A model of an app that asks a real server, one request after the other, without a socket.
struct ModelApp {
    let app: App
    private let server: ServerProcess

    init(_ generation: Generation, of server: ServerProcess) {
        app = App(
            name: "Model \(generation.rawValue)", generation: generation, correlationID: "model-\(generation.rawValue)",
            seed: 1)
        self.server = server
    }

    /// The first sync, or the start of an app that has been away.
    func open() throws {
        if app.isConnected {
            app.start(nowSeconds: WallClock.epochSeconds)
        } else {
            app.connect(nowSeconds: WallClock.epochSeconds)
        }
        try run()
    }

    func leave() { app.kill() }

    /// By the server's ids.
    var links: Set<Int64> { Set(app.library.links.compactMap(\.remoteId)) }

    /// Until it waits for nothing any more.
    private func run() throws {
        repeat {
            app.runLocally(nowSeconds: WallClock.epochSeconds)
            for request in app.takeRequests() {
                let answer = try server.send(call(request))
                app.receive(
                    .answered(status: answer.status, body: answer.body), for: request.ticket,
                    nowSeconds: WallClock.epochSeconds)
            }
        } while !app.isIdle
    }

    private func call(_ request: AppRequest) -> HTTPCall {
        let query = request.query.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        let target = query.isEmpty ? request.path : "\(request.path)?\(query)"
        guard let body = request.body else { return HTTPCall(request.method, target, token: server.token) }
        return HTTPCall(request.method, target, token: server.token, json: String(decoding: body, as: UTF8.self))
    }
}
