namespace Gateway.Transforms.Envelopes;

/// <summary>Where the pieces of a hybrid message stand when they are put together: encrypted key, IV, ciphertext, tag. In bytes.</summary>
/// <param name="KeySize">Of the encrypted key.</param>
/// <param name="IvSize">Of the IV.</param>
/// <param name="CiphertextSize">Of the ciphertext.</param>
/// <param name="TagSize">Of the tag; 0 where there is none.</param>
internal readonly record struct HybridLayout(int KeySize, int IvSize, int CiphertextSize, int TagSize)
{
    public int Length => KeySize + IvSize + CiphertextSize + TagSize;

    public Range EncryptedKey => ..KeySize;

    public Range Iv => KeySize..(KeySize + IvSize);

    public Range Ciphertext => (KeySize + IvSize)..(Length - TagSize);

    public Range Tag => (Length - TagSize)..Length;

    public Range CiphertextAndTag => (KeySize + IvSize)..Length;

    /// <summary>Everything but the encrypted key.</summary>
    public Range Content => KeySize..Length;
}
