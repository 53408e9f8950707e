import JSONText

extension PatternMatcher {
    /// Lists whose order does not matter, or only partly.
    func compare(
        list name: String, _ patterns: [JSONValue], _ elements: [JSONValue], _ path: String
    ) throws -> Mismatch? {
        switch name {
        case "$unordered":
            if let mismatch = try firstMissing(patterns, elements, path, mayShare: false) { return mismatch }
            return try firstUnasked(patterns, elements, path, mayRepeat: false)
        case "$set":
            if let mismatch = try firstMissing(patterns, elements, path, mayShare: true) { return mismatch }
            return try firstUnasked(patterns, elements, path, mayRepeat: true)
        case "$contains": return try firstMissing(patterns, elements, path, mayShare: false)
        case "$none": return try firstForbidden(patterns, elements, path)
        default: return try firstOutOfOrder(patterns, elements, path)
        }
    }

    /// A pattern for which there is no element left.
    private func firstMissing(
        _ patterns: [JSONValue], _ elements: [JSONValue], _ path: String, mayShare: Bool
    ) throws -> Mismatch? {
        var isTaken = [Bool](repeating: false, count: elements.count)
        for pattern in patterns {
            let place = try elements.indices.first { try !isTaken[$0] && fits(pattern, elements[$0]) }
            guard let place else { return try missing(pattern, elements, path) }
            isTaken[place] = !mayShare
        }
        return nil
    }

    /// An element that no pattern asked for.
    private func firstUnasked(
        _ patterns: [JSONValue], _ elements: [JSONValue], _ path: String, mayRepeat: Bool
    ) throws -> Mismatch? {
        var left = patterns
        for (index, element) in elements.enumerated() {
            guard let place = try left.firstIndex(where: { try fits($0, element) }) else {
                let known = try patterns.contains { try fits($0, element) }
                return Mismatch(
                    path: "\(path)/\(index)", expected: known ? "this only once" : "no such element",
                    found: InWords.describe(element))
            }
            if !mayRepeat { left.remove(at: place) }
        }
        return nil
    }

    private func firstForbidden(
        _ patterns: [JSONValue], _ elements: [JSONValue], _ path: String
    ) throws -> Mismatch? {
        for (index, element) in elements.enumerated() {
            guard let pattern = try patterns.first(where: { try fits($0, element) }) else { continue }
            return Mismatch(
                path: "\(path)/\(index)", expected: "nothing like \(InWords.describe(try? values.resolve(pattern)))",
                found: InWords.describe(element))
        }
        return nil
    }

    private func firstOutOfOrder(
        _ patterns: [JSONValue], _ elements: [JSONValue], _ path: String
    ) throws -> Mismatch? {
        var rest = elements[...]
        for pattern in patterns {
            guard let place = try rest.firstIndex(where: { try fits(pattern, $0) }) else {
                return Mismatch(
                    path: path,
                    expected: "\(InWords.describe(try? values.resolve(pattern))) after what comes before it",
                    found: InWords.describe(.array(elements)))
            }
            rest = rest[(place + 1)...]
        }
        return nil
    }

    /// Says what no element fits, and where the likeliest one fails.
    private func missing(_ pattern: JSONValue, _ elements: [JSONValue], _ path: String) throws -> Mismatch {
        let nearest = try elements.indices.max { try likeness(pattern, elements[$0]) < likeness(pattern, elements[$1]) }
        if let nearest, try likeness(pattern, elements[nearest]) > 0,
            let mismatch = try mismatch(pattern, elements[nearest], at: "\(path)/\(nearest)")
        {
            return mismatch
        }
        return Mismatch(
            path: path, expected: "an element like \(InWords.describe((try? values.resolve(pattern)) ?? pattern))",
            found: elements.isEmpty ? "an empty list" : InWords.describe(.array(elements)))
    }

    /// How many of its members fit; an id that fits counts most.
    private func likeness(_ pattern: JSONValue, _ element: JSONValue) throws -> Int {
        let members = pattern["$exactly"]?.members ?? pattern["$has"]?.members ?? pattern.members
        return try members.reduce(0) { sum, member in
            guard try fits(member.value, element[member.key]) else { return sum }
            return sum + (["id", "panelId", "linkId", "operation"].contains(member.key) ? 100 : 1)
        }
    }
}
