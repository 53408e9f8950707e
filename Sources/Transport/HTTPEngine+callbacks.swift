internal import CMicrohttpd
import Glibc
internal import Observing
import Synchronization

// What the C library calls, on its thread: from raw pointers to Swift types, and nothing else.

private func engine(_ context: UnsafeMutableRawPointer?) -> HTTPEngine {
    Unmanaged<HTTPEngine>.fromOpaque(context!).takeUnretainedValue()
}

private func request(_ context: UnsafeMutableRawPointer) -> HTTPRequestInProgress {
    Unmanaged<HTTPRequestInProgress>.fromOpaque(context).takeUnretainedValue()
}

/// The request line has come, nothing of it decoded yet: the request begins.
let targetCallback:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer? = {
        _, target, connection in
        guard let owner = linkora_connection_context(connection) else { return nil }
        let count = target.map { strlen($0) } ?? 0
        let bytes = Array(UnsafeRawBufferPointer(start: target, count: count))
        let request = HTTPRequestInProgress(
            Unmanaged<Connection>.fromOpaque(owner).takeUnretainedValue(), target: bytes,
            targetAddress: UInt(bitPattern: target))
        request.connection.phase = .head
        return Unmanaged.passRetained(request).toOpaque()
    }

/// The head has come, some of the body, the end of the body, or a suspended request goes on.
let handleCallback: MHD_AccessHandlerCallback = {
    context, connection, _, method, version, upload, uploadCount, requestContext in
    guard let connection, let method, let version, let uploadCount, let pointer = requestContext?.pointee else {
        return .NO
    }
    let call = HTTPEngine.Call(connection: connection, request: request(pointer), method: method, version: version)
    let bytes = UnsafeRawBufferPointer(start: upload, count: uploadCount.pointee)
    uploadCount.pointee = 0
    return engine(context).handle(call, bytes) ? .YES : .NO
}

let completedCallback: MHD_RequestCompletedCallback = { context, _, requestContext, code in
    guard let pointer = requestContext?.pointee else { return }
    requestContext?.pointee = nil
    let request = Unmanaged<HTTPRequestInProgress>.fromOpaque(pointer).takeRetainedValue()
    engine(context).completed(request, isWhole: code == .REQUEST_TERMINATED_COMPLETED_OK)
}

let connectionCallback: MHD_NotifyConnectionCallback = { context, connection, owner, code in
    guard let owner else { return }
    let engine = engine(context)
    if code == .CONNECTION_NOTIFY_STARTED {
        engine.nameThreadOnce()
        guard let found = engine.registry.find(linkora_connection_descriptor(connection)) else { return }
        owner.pointee = Unmanaged.passRetained(found).toOpaque()
    } else if let pointer = owner.pointee {
        owner.pointee = nil
        engine.closed(Unmanaged<Connection>.fromOpaque(pointer).takeRetainedValue())
    }
}

/// The library's own words, without what it fills in: that may hold targets.
let logCallback: MHD_LogCallback = { context, format, _ in
    let logger = engine(context).logger
    guard logger.level <= .debug, let format else { return }
    logger.debug("libmicrohttpd", [("says", String(cString: format).filter { $0 != "\n" })])
}

let panicCallback: MHD_PanicCallback = { _, file, line, reason in
    let words = "libmicrohttpd gives up: \(reason.map { String(cString: $0) } ?? "?") (line \(line))\n"
    _ = words.withCString { write(2, $0, strlen($0)) }
    abort()
}

/// The 101 has left; the socket is ours.
let upgradeCallback: MHD_UpgradeHandler = { context, _, requestContext, extra, extraCount, socket, handle in
    let bytes = Array(UnsafeRawBufferPointer(start: extra, count: extra == nil ? 0 : extraCount))
    if let requestContext { engine(context).upgraded(request(requestContext), bytes, socket) }
    linkora_give_up_upgraded(handle)
}
