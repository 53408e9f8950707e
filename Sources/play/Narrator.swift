import JSONText
import SyncTesting

/// Turns what happens into sentences.
final class Narrator {
    private let script: Script
    private var names = KnownNames()
    private(set) var requestCount = 0
    private(set) var eventCount = 0

    init(_ script: Script) { self.script = script }

    func tell(_ happening: Happening) {
        switch happening {
        case .note(let text): script.note(text)
        case .request(let device, _, let path, let body, let answer): request(device, path, body, answer)
        case .frame(let device, let frame): hear(device, frame)
        case .socketOpened(let device): script.act(device, "opens its socket", "it is live", isGood: true)
        case .socketRefused(let device, let status):
            script.act(device, "dials its socket", "refused, \(status)", isGood: false)
        case .socketClosed(let device): script.act(device, "closes its socket", "good-bye", isGood: true)
        case .socketSent(let device, let text): script.act(device, "says \(text)", "nobody minds", isGood: true)
        case .nothingCame(let device, let operation):
            script.hear(device, "hears nothing\(operation.map { " of \($0)" } ?? ""), as it should be")
        case .waited(let milliseconds): script.say("  … \(milliseconds) ms later")
        case .serverRestarted: script.say("  The server is stopped and started again.")
        case .optionalFailed(let reason): script.say("  (Left out: \(reason).)")
        }
    }

    private func request(_ device: String, _ path: String, _ body: JSONValue?, _ answer: HTTPAnswer) {
        requestCount += 1
        let route = String(path.drop { $0 == "/" })
        let json = try? JSONReader.read(answer.body)
        names.learn(route, from: body, answer: json)
        let deed = Deed(route: route, body: body ?? .null, names: names).sentence
        script.act(
            device, deed, Outcome(route: route, answer: answer, json: json).sentence, isGood: answer.status < 300)
    }

    private func hear(_ device: String, _ frame: EventFrame) {
        eventCount += 1
        names.learn(frame.operation, from: frame.payload, answer: frame.payload)
        let sender = frame.payload["correlation"]?["clientName"]?.stringValue
        let deed = Deed(route: frame.operation, body: frame.payload, names: names).sentence
        script.hear(device, "hears that \(sender ?? "somebody") \(deed)")
    }
}
