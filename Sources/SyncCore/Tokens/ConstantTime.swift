/// Whether two texts have the same bytes, in a time that depends on the length of the first alone: how much of a guess
/// is right must not be seen from how long the refusal took.
public func isEqualInConstantTime(_ guess: [UInt8], _ secret: [UInt8]) -> Bool {
    var difference = guess.count ^ secret.count
    for index in guess.indices {
        difference |= Int(guess[index] ^ (secret.isEmpty ? 1 : secret[index % secret.count]))
    }
    return difference == 0
}
