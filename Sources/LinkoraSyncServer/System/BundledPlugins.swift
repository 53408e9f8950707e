internal import Glibc

/// What libmariadb opens by itself: its ways of logging in, one of which MySQL 8 asks for. It looks for them where Debian
/// has them; a program that brought its libraries along has them beside it.
enum BundledPlugins {
    private static let variable = "MARIADB_PLUGIN_DIR"

    /// To be called before there are threads. What the operator set stays.
    static func use(beside folder: String?) {
        guard let path = folder.map({ "\($0)/lib/mariadb-plugins" }), access(path, R_OK | X_OK) == 0 else { return }
        setenv(variable, path, 0)
    }
}
