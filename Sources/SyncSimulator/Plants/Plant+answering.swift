import JSONText
import SyncModel

/// What answers say.
extension Plant {
    static let answering = [
        Plant("children-before-parents", "folders of a pull come in the wrong order (F22)") {
            $0.answers = rows("folders") { $0.reversed() }
        },
        Plant("rows-carry-the-largest-number", "all rows of a pull carry the number of the last one (F4)") {
            $0.answers = { answer in
                guard answer.operation == .getUpdates, case .object(let lists) = answer.body else { return }
                let numbers = lists.flatMap { $0.value.arrayValue ?? [] }.compactMap {
                    $0["eventTimestamp"]?.integerValue
                }
                guard let largest = numbers.max() else { return }
                answer.body = answer.body.mappingLists { row in row.with("eventTimestamp", .integer(largest)) }
            }
        },
        Plant("wrong-folder-in-rows", "a link of a pull names the folder of the link before it") {
            $0.answers = rows("links") { links in
                links.indices.map { index in
                    let folder = links[max(0, index - 1)]["idOfLinkedFolder"] ?? .null
                    return folder.integerValue == nil ? links[index] : links[index].with("idOfLinkedFolder", folder)
                }
            }
        },
        Plant("archived-flag-lost-in-rows", "folders of a pull are never archived") {
            $0.answers = rows("folders") { $0.map { $0.with("isArchived", .boolean(false)) } }
        },
        Plant("tags-lost-in-rows", "links of a pull come without their tags") {
            $0.answers = rows("links") { $0.map { $0.with("linkTags", .array([])) } }
        },
        Plant("answer-carries-newest-stamp", "answers to writes carry the newest stamp (F2)") {
            $0.answers = { answer in
                guard !answer.operation.isPull, answer.status == 200 else { return }
                let stamp = JSONValue.integer(answer.lastStamp)
                if let inside = answer.body["timeStampBasedResponse"] {
                    answer.body = answer.body.with("timeStampBasedResponse", inside.with("eventTimestamp", stamp))
                } else if answer.body["eventTimestamp"] != nil {
                    answer.body = answer.body.with("eventTimestamp", stamp)
                }
            }
        },
        Plant("copy-mapped-wrongly", "the answer to a copy names sources where new local ids belong, as 0.2.0 did") {
            $0.answers = { answer in
                guard answer.operation == .copyExistingItems, case .object(let asked)? = answer.asked["linkIds"],
                    case .object(let made)? = answer.body["linkIds"]
                else { return }
                let wrong = made.map { member in
                    let source = asked.first { $0.key == member.key }?.value.integerValue ?? 0
                    return JSONMember("\(source)", member.value)
                }
                answer.body = answer.body.with("linkIds", .object(wrong))
            }
        },
        Plant("tag-deleted-without-doorbell", "a list deletes tags without bringing them first (F15)") {
            $0.answers = list { $0.filter { $0["operation"]?.stringValue != OperationName.copyExistingItems.rawValue } }
        },
        Plant("list-without-moves", "a list that updates links does not file them (F16)") {
            $0.answers = list { $0.filter { $0["operation"]?.stringValue != OperationName.moveExistingItems.rawValue } }
        },
        Plant("list-does-not-wait", "a list is answered before the rows of the same start") { $0.listsWait = false },
    ]

    private typealias Answers = @Sendable (inout Seams.Answered) throws -> Void

    /// One list of an answer to `GET_UPDATES`.
    private static func rows(
        _ list: String, _ change: @escaping @Sendable ([JSONValue]) -> [JSONValue]
    ) -> Answers {
        { answer in
            guard answer.operation == .getUpdates, let rows = answer.body[list]?.arrayValue else { return }
            answer.body = answer.body.with(list, .array(change(rows)))
        }
    }

    /// An answer to `GET_TOMBSTONES`.
    private static func list(_ change: @escaping @Sendable ([JSONValue]) -> [JSONValue]) -> Answers {
        { answer in
            guard answer.operation == .getTombstones, let entries = answer.body.arrayValue else { return }
            answer.body = .array(change(entries))
        }
    }
}

extension JSONValue {
    /// With this key set to something else, where it is there.
    func with(_ key: String, _ value: JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.map { $0.key == key ? JSONMember(key, value) : $0 })
    }

    /// Each element of each list in an object.
    fileprivate func mappingLists(_ change: (JSONValue) -> JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(
            members.map { member in
                guard let elements = member.value.arrayValue else { return member }
                return JSONMember(member.key, .array(elements.map(change)))
            })
    }
}
