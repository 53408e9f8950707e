/// The version of this program, as `--version`, the banner and the page show it.
enum ServerVersion {
    static let text = "0.1.0"
}
