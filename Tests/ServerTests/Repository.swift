@testable import LinkoraSyncServer

/// Files of this repository, wherever the tests are started.
enum Repository {
    static func path(_ relative: String, from thisFile: String = #filePath) -> String {
        thisFile.parentFolder.parentFolder.parentFolder + "/" + relative
    }
}
