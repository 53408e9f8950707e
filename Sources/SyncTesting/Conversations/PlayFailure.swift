/// A step of a conversation that did not go as the file says.
public struct PlayFailure: Error, CustomStringConvertible {
    public let conversation: String
    public let line: Int
    /// The step in a few words: `POST /CREATE_FOLDER`.
    public let step: String
    public let reason: String
    /// What the server wrote to its log meanwhile, when that is known.
    public var log = ""

    public var description: String {
        "\(conversation):\(line): \(step): \(reason)" + (log.isEmpty ? "" : "\nthe server's last lines:\n\(log)")
    }
}
