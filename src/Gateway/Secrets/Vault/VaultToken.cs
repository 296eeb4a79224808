using System.Text;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.Vault;

/// <summary>
/// A token of Vault and how long it is good. It is a string, because the framework's headers take nothing else: one that is kept with the token leaves fewer
/// copies in memory than one that is made for each request.
/// </summary>
internal sealed class VaultToken
{
    /// <summary>No token is this long; batch tokens are the longest, with some hundred letters.</summary>
    public const int MostBytes = 16 * 1024;

    private static readonly TimeSpan MostLife = TimeSpan.FromDays(3650);

    private readonly TimeProvider _clock;
    private readonly long _grantedAt;

    /// <param name="text">The token.</param>
    /// <param name="seconds">How long it is good; 0 or less for one that does not end.</param>
    /// <param name="clock">The time.</param>
    /// <param name="endsAt">When it ends by Vault's own word; null where it said the seconds alone.</param>
    public VaultToken(string text, long seconds, TimeProvider clock, DateTimeOffset? endsAt = null)
    {
        Text = text;
        Life = ToLife(seconds);
        _clock = clock;
        _grantedAt = clock.GetTimestamp();
        EndsAt = endsAt ?? clock.GetUtcNow() + Life;
    }

    /// <summary>The token itself.</summary>
    public string Text { get; }

    /// <summary>How long it is good from when this was said; null for ever, or as long as nobody knows.</summary>
    public TimeSpan? Life { get; }

    /// <summary>When it ends, for people: by Vault's own word where there is one, which does not differ by a second from answer to answer. Null for never.</summary>
    public DateTimeOffset? EndsAt { get; }

    /// <summary>Whether it can be made to last longer.</summary>
    public bool IsRenewable { get; init; }

    /// <summary>The version of the secret that it was read from; null for one that was given for a login.</summary>
    public SecretValue? Origin { get; init; }

    /// <summary>
    /// Whether it is time to see to its successor: from half its life on. Tokens are renewed when secrets are read, and whatever the pace at which that
    /// happens, as long as it is within the token's life, one of the readings falls into the second half.
    /// </summary>
    public bool IsDue => Life is { } life && _clock.GetElapsedTime(_grantedAt) >= life / 2;

    /// <summary>Whether its life is over.</summary>
    public bool HasRunOut => Life is { } life && _clock.GetElapsedTime(_grantedAt) >= life;

    /// <summary>Whether <paramref name="text"/> can stand in a header: tokens and their like are visible ASCII letters.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= MostBytes && !text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E);

    /// <summary>The text of a token that is plain.</summary>
    public static string ToText(ReadOnlySpan<byte> plain) => Encoding.ASCII.GetString(plain);

    /// <summary>The same token after it was renewed for <paramref name="seconds"/>.</summary>
    public VaultToken Renewed(long seconds, bool isRenewable)
    {
        // At the end of the time that a token may last at most, a renewal does not move its end any more.
        var life = ToLife(seconds);
        var gained = life - (Life - _clock.GetElapsedTime(_grantedAt));
        return new VaultToken(Text, seconds, _clock) { Origin = Origin, IsRenewable = isRenewable && !(gained < life / 10) };
    }

    /// <summary>The same token, which cannot be renewed.</summary>
    public VaultToken WithoutRenewal() => new(this);

    /// <summary>Says only that this is a secret.</summary>
    public override string ToString() => "[secret]";

    private static TimeSpan? ToLife(long seconds) => seconds <= 0 ? null : seconds < MostLife.TotalSeconds ? TimeSpan.FromSeconds(seconds) : MostLife;

    private VaultToken(VaultToken other)
    {
        (Text, Life, EndsAt, Origin, _clock, _grantedAt) = (other.Text, other.Life, other.EndsAt, other.Origin, other._clock, other._grantedAt);
    }
}
