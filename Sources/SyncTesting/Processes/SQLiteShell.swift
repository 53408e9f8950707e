/// The `sqlite3` command-line tool: somebody else at the same file.
public enum SQLiteShell {
    @discardableResult
    public static func run(_ sql: String, on path: String) throws -> String {
        let result = try ChildProcess.run("sqlite3", ["-bail", path, sql])
        guard result.succeeded else { throw NetworkError.malformed("sqlite3: \(result.errors)") }
        return result.output
    }

    /// Inserts links as the original would have stored them; their ids begin at 1.
    public static func insertLinks(_ count: Int, noteBytes: Int, into path: String) throws {
        try run(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
            INSERT INTO links_table (id, last_modified, link_type, link_title, url, base_url, img_url, note,
                id_of_linked_folder, user_agent, media_type, marked_as_important)
            SELECT i, 1700000000 + i, 'SAVED_LINK', 'Title ' || i, 'https://many.example/' || i, 'many.example', '',
                substr(printf('%.*c', \(noteBytes), 'n'), 1, \(noteBytes)), NULL, NULL, 'IMAGE', 0 FROM n;
            """, on: path)
    }

    /// A process that holds the database open in a transaction until it is killed.
    public static func hold(_ begin: String, on path: String, in folder: TemporaryFolder) throws -> ChildProcess {
        let mark = folder.file("held")
        try Files.write("\(begin)\n.shell touch \(mark)\n.shell exec sleep 60\n", to: folder.file("hold.sql"))
        let shell = try ChildProcess(
            .init("sqlite3", [path, ".read \(folder.file("hold.sql"))"], errorPath: folder.file("hold.txt")))
        let deadline = Deadline(milliseconds: 5_000)
        while !Files.exists(mark) {
            guard !deadline.isOver else { throw NetworkError.timeout(while: "sqlite3 opens its transaction") }
            MonotonicClock.sleep(milliseconds: 5)
        }
        return shell
    }
}
