internal import Observing

/// Tells a ``CertificateKeeper`` when it should look again.
final class CertificateWatch: Sendable {
    private let keeper: CertificateKeeper
    private let configPath: String?
    private let files: WatchedFiles?
    private let addresses: AddressWatch?
    private let logger: Logger

    /// Begins to watch; the keeper reads after that, so that no change falls between the two.
    /// - Parameter configPath: of the configuration, when there is one.
    init(_ keeper: CertificateKeeper, configPath: String?, on server: any RunningServer, logger: Logger) {
        self.keeper = keeper
        self.configPath = configPath
        self.logger = logger
        files = Self.watch(keeper.watchedPaths + (configPath.map { [$0] } ?? []), logger)
        addresses = Self.watchAddresses(logger)
        if let files { server.watch(files.descriptor) { [weak self] in self?.filesMayHaveChanged() } }
        if let addresses {
            server.watch(addresses.descriptor) { if addresses.takeChanges() { keeper.refresh() } }
        }
    }

    private static func watch(_ paths: [String], _ logger: Logger) -> WatchedFiles? {
        do throws(SystemFailure) {
            return try WatchedFiles(paths)
        } catch {
            logger.warning(
                "a change of certificates or their settings will count after SIGHUP: their folder can't be watched",
                [("reason", "\(error)")])
            return nil
        }
    }

    private static func watchAddresses(_ logger: Logger) -> AddressWatch? {
        do throws(SystemFailure) {
            return try AddressWatch()
        } catch {
            logger.warning(
                "a change of this machine's addresses will get into the certificate after SIGHUP",
                [("reason", "\(error)")])
            return nil
        }
    }

    private func filesMayHaveChanged() {
        guard files?.takeChanges() == true else { return }
        keeper.reload(isForced: false)
        followTheSettings()
    }

    /// They may name other files now.
    private func followTheSettings() {
        do throws(SystemFailure) {
            try files?.watch(keeper.watchedPaths + (configPath.map { [$0] } ?? []))
        } catch {
            logger.warning("a certificate's folder can't be watched", [("reason", "\(error)")])
        }
        keeper.refresh()
    }
}
