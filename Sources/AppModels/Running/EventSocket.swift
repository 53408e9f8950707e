/// The app's end of the socket (PROTOCOL §4.5).
struct EventSocket {
    var dials = 0
    var hangUps = 0
    var isOpen = false
    /// The collector lives until an exception or a new socket; no app dials again by itself.
    var isCollecting = false
    /// Frames that came and wait for their turn.
    var frames: [[UInt8]] = []
    /// What handles a frame at the moment.
    var handler: Coroutine?
}
