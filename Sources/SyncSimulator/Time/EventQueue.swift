/// What is to happen, in the order of virtual time; what falls on the same millisecond comes in an order that the seed
/// decides. A binary heap.
struct EventQueue<Event> {
    private struct Entry {
        let atMilliseconds: Int64
        let tie: UInt64
        let event: Event

        func precedes(_ other: Entry) -> Bool {
            atMilliseconds != other.atMilliseconds ? atMilliseconds < other.atMilliseconds : tie < other.tie
        }
    }

    private var heap: [Entry] = []
    private var dice: Dice

    init(seed: UInt64) { dice = Dice(seed: seed) }

    var isEmpty: Bool { heap.isEmpty }
    var nextMilliseconds: Int64? { heap.first?.atMilliseconds }

    mutating func add(_ event: Event, atMilliseconds: Int64) {
        heap.append(Entry(atMilliseconds: atMilliseconds, tie: dice.next(), event: event))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func takeNext() -> (atMilliseconds: Int64, event: Event)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (first.atMilliseconds, first.event)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].precedes(heap[least]) { least = child }
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
