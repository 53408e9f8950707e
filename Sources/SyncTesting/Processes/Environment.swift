import Glibc

/// Variables that make a test larger than it is by itself.
public enum Environment {
    public static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }
}
