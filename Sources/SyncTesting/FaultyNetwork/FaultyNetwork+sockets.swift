import Glibc

/// Reading and writing where it can be done.
extension FaultyNetwork {
    private enum End {
        case listener
        case app, near, far
    }

    func poll(milliseconds: Int64) {
        let before = nowMilliseconds
        var states = [pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)]
        var owners: [(Line?, End)] = [(nil, .listener)]
        for line in lines {
            let isFrozen = isFrozen(line, before)
            for (socket, end) in [(line.app, End.app), (line.near, .near), (line.far, .far)] {
                guard let socket, end == .app || !isFrozen else { continue }
                states.append(
                    pollfd(
                        fd: socket.descriptor, events: Int16(POLLIN) | (socket.wantsToWrite ? Int16(POLLOUT) : 0),
                        revents: 0))
                owners.append((line, end))
            }
        }
        guard Glibc.poll(&states, nfds_t(states.count), Int32(milliseconds)) > 0 else { return }
        let now = nowMilliseconds
        for (state, (line, end)) in zip(states, owners) where state.revents != 0 {
            if let line { serve(line, end, state.revents, now) } else { accept() }
        }
    }

    private func serve(_ line: Line, _ end: End, _ events: Int16, _ now: Int64) {
        if events & Int16(POLLOUT) != 0 {
            // Where it fails, reading tells.
            switch end {
            case .app: _ = line.app?.flush()
            case .near: _ = line.near?.flush()
            case .far:
                _ = line.far?.flush()
                line.noteForwarded(now, &news)
            case .listener: break
            }
        }
        guard events & ~Int16(POLLOUT) != 0 else { return }
        switch end {
        case .app: line.readAtApp(&news)
        case .near: line.readAtNear(now, &news)
        case .far:
            let wasDeaf = line.isDeaf
            line.readAtFar(now, slowMilliseconds: slowness(line.device, now), &news)
            if line.isDeaf && !wasDeaf { cutsInFrames += 1 }
            if line.wasClosedByServer { socketsClosedByServer += 1 }
            line.wasClosedByServer = false
            judgeEnd(of: line)
        case .listener: break
        }
    }

    private func slowness(_ device: Int, _ now: Int64) -> Int64 {
        guard let slow = slow[device], slow.untilMilliseconds > now else { return 0 }
        return slow.byMilliseconds
    }

    private func accept() {
        while let (near, peer) = listener.accept() {
            // Somebody else's: no port of ours is known to anybody.
            guard let line = unaccepted.removeValue(forKey: peer) else { continue }
            line.near = near
            line.isAccepted = true
        }
    }
}
