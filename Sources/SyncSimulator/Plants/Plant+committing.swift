import JSONText

/// When something counts as done.
extension Plant {
    static let committing = [
        Plant("told-before-commit", "answer and events leave although the transaction can't be written") {
            $0.swallowsFailures = true
        },
        Plant("half-a-transaction", "what a transaction did before it failed stays: nothing is rolled back") {
            $0.keepsHalves = true
        },
        Plant("acknowledged-write-lost", "a transaction is not durable when it is answered") {
            $0.forgetsLastWrite = true
        },
        Plant("failure-answered-with-200", "a write that could not be stored is answered as a success") {
            $0.answers = { answer in
                guard answer.status >= 500, !answer.operation.isPull else { return }
                answer.status = 200
                answer.body = .object([
                    "eventTimestamp": .integer(answer.asked["eventTimestamp"]?.integerValue ?? 1),
                    "message": .string(""),
                ])
            }
        },
    ]
}
