/// Why the transport cannot do what it was asked: a code to compare, a sentence to show.
public struct TransportError: Error, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        /// Another program listens there already.
        case portTaken
        /// Ports below 1024 need a privilege, folders need a permission.
        case noPermission
        /// No interface of this machine has this address (yet).
        case notAnAddressOfThisMachine
        /// Not numeric, or a path that is too long for a socket.
        case badAddress
        /// ``HTTPServer/start()`` has not been called, or the server has been stopped.
        case notRunning
        /// Nobody listens there, or nothing came back in time.
        case noAnswer
        /// The system gave no thread, descriptor or memory.
        case noResources
    }

    public let code: Code
    /// A whole sentence, with address and port where there is one, and what to do about it.
    public let reason: String

    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    public var description: String { reason }
}
