/// Which configuration file counts.
enum ConfigLocation: Equatable {
    case found(path: String)
    /// None is there; a first start makes it here.
    case absent(writtenTo: String)

    static let fileName = "linkoraConfig.json"
    static let installedFolder = "/etc/linkora-sync-server"

    /// - Parameters:
    ///   - named: the path that a flag gave; then no other place is looked at.
    ///   - binaryDirectory: where the program itself stands; the original keeps its file there.
    static func find(
        named: String?, workingDirectory: String, binaryDirectory: String?, exists: (String) -> Bool
    ) -> ConfigLocation {
        if let named {
            let path = named.path(from: workingDirectory)
            return exists(path) ? .found(path: path) : .absent(writtenTo: path)
        }
        let folders = [workingDirectory, binaryDirectory, installedFolder].compactMap { $0 }
        let places = folders.map { fileName.path(from: $0) }
        if let path = places.first(where: exists) { return .found(path: path) }
        return .absent(writtenTo: places[0])
    }
}
