namespace Gateway.Transforms.Secrets;

/// <summary>
/// One secret in use: its last good value, and what is known of it. It is read by one task at a time, and whoever wants it read meanwhile waits for that
/// one. Thread-safe.
/// </summary>
public sealed class CachedSecret : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly SecretPace _pace;
    private readonly SecretJudge _judge;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _ended;
    private Task<SecretRefresh>? _running;
    private bool _isRunningPastCaches;
    private bool _isGone;
    private DateTimeOffset? _expiresAt;
    private DateTimeOffset? _changedAt;
    private DateTimeOffset _seenAt;
    private string? _failure;
    private string? _warning;

    internal CachedSecret(SecretDefinition definition, long serial, TimeProvider clock)
    {
        Definition = definition;
        Handle = new SecretHandle(definition.Name, serial);
        _clock = clock;
        _pace = new SecretPace(definition, clock);
        _judge = new SecretJudge(definition, clock);
        _ended = _end.Token;
    }

    /// <summary>What the configuration says of it.</summary>
    public SecretDefinition Definition { get; }

    /// <summary>Where its value is.</summary>
    public SecretHandle Handle { get; }

    /// <summary>Whether the last reading gave a value that is good by itself, and that a plan has no use for.</summary>
    internal bool IsUnfit { get; private set; }

    /// <summary>Whether it is time to read it again, and nobody does.</summary>
    public bool IsDue
    {
        get
        {
            lock (_lock)
            {
                return _running is not { IsCompleted: false } && _pace.IsDue;
            }
        }
    }

    /// <summary>What can be told of it now.</summary>
    public SecretStatus Status
    {
        get
        {
            lock (_lock)
            {
                var now = _clock.GetUtcNow();
                var began = _changedAt ?? _seenAt;
                var age = now > began ? now - began : TimeSpan.Zero;
                var length = Handle.Length;
                return new SecretStatus(Handle, Definition.SourceName, length)
                {
                    Age = length is null ? null : age,
                    Staleness = Definition.Refresh is null || _seenAt == default ? null : _pace.Staleness,
                    Expiry = length is null ? null : _expiresAt - now,
                    IsOverdue = length is null || Definition.RotateEvery is null ? null : age > Definition.RotateEvery,
                    Failure = _failure,
                };
            }
        }
    }

    /// <summary>Reads it, unless somebody does already.</summary>
    /// <param name="isRefused">Whether the value in use was refused by a receiver. Many may say so at once: it is then read once in a while, and else as if nothing had been found.</param>
    /// <param name="tell">Told what came of it before anybody else is; by the one task that reads.</param>
    /// <returns>What came of it, for all who waited.</returns>
    public Task<SecretRefresh> RefreshAsync(bool isRefused, Action<CachedSecret, SecretRefresh> tell)
    {
        lock (_lock)
        {
            var running = _running is { IsCompleted: false } ? _running : null;
            if (running is not null && (!isRefused || _isRunningPastCaches))
            {
                return running;
            }

            if (isRefused && (Definition.Refresh is null || !_pace.TryDemand()))
            {
                return running ?? Task.FromResult(new SecretRefresh(RefreshOutcome.Unchanged, null));
            }

            _isRunningPastCaches = isRefused;

            // Not here: a source that blocks, as a file on a server that is gone, must hold up nobody but those who want its secret.
            return _running = Task.Run(() => RunAsync(running));
        }

        async Task<SecretRefresh> RunAsync(Task? before)
        {
            if (before is not null)
            {
                // It may have been read, or found in a cache, before the receiver knew of another.
                await before;
            }

            lock (_lock)
            {
                _pace.Begin();
            }

            try
            {
                var result = await ReadAsync(isRefused, _ended);
                TryTell(result);
                return result;
            }
#pragma warning disable CA1031 // A source may end in its own way when it is told to.
            catch (Exception) when (_ended.IsCancellationRequested)
#pragma warning restore CA1031
            {
                return new SecretRefresh(RefreshOutcome.Unchanged, null);
            }
        }

        void TryTell(SecretRefresh result)
        {
            try
            {
                tell(this, result);
            }
#pragma warning disable CA1031 // Those who wait for the value have it, whatever becomes of the word about it.
            catch
#pragma warning restore CA1031
            {
                return;
            }
        }
    }

    /// <summary>Tells that a receiver took what was read because it had refused the value before: reading helps.</summary>
    public void Accept()
    {
        lock (_lock)
        {
            _pace.Accepted();
        }
    }

    /// <summary>Gives up a value that may not be used any longer.</summary>
    /// <param name="reason">Why, in words that hold nothing of it.</param>
    /// <returns>Whether it did so now.</returns>
    public bool TryWithdraw(out string reason)
    {
        lock (_lock)
        {
            reason = _failure ?? (_pace.HasEnded ? "it has expired" : "reading it does not come to an end");
            if (!Handle.IsAvailable || !_pace.IsOver)
            {
                return false;
            }

            Handle.Withdraw();
            return true;
        }
    }

    /// <summary>Gives it up for good. A reading that is under way is ended, with whatever it has started, and what it found is not taken over.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isGone, true))
        {
            return;
        }

        _end.Cancel();
        _end.Dispose();
        lock (_lock)
        {
            Handle.Dispose();
        }
    }

    /// <summary>Reads it for the first time.</summary>
    internal Task<SecretRefresh> ReadFirstAsync(CancellationToken cancellationToken) => ReadAsync(pastCaches: false, cancellationToken);

    /// <summary>Reads it past caches, before anybody else does.</summary>
    internal Task<SecretRefresh> ReadAgainAsync(CancellationToken cancellationToken) => ReadAsync(pastCaches: true, cancellationToken);

    /// <summary>What the plans in force want of a value, each giving what is wrong with one: a value that does not suit them is not taken over.</summary>
    internal void Demand(IReadOnlyList<Func<SecretValue, string?>> demands) => _judge.Demands = demands;

    private async Task<SecretRefresh> ReadAsync(bool pastCaches, CancellationToken cancellationToken)
    {
        var refresh = await ReadOnceAsync(pastCaches, cancellationToken);

        // A value that was withdrawn while a reading hung is gone: that it has not changed does not bring it back.
        return refresh.Outcome == RefreshOutcome.Unchanged && !Handle.IsAvailable ? await ReadOnceAsync(pastCaches: true, cancellationToken) : refresh;
    }

    private async Task<SecretRefresh> ReadOnceAsync(bool pastCaches, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(SecretPace.LongestReading, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        SecretReading reading;
        try
        {
            reading = await Definition.Source.ReadAsync(pastCaches, either.Token);
        }
#pragma warning disable CA1031 // Whatever a source meets, the last good value stays, and it is asked again.
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            reading = SecretReading.Absent(
                limit.IsCancellationRequested ? $"reading it took longer than {SecretPace.LongestReading.TotalSeconds:0} s" : $"reading it met a fault ({fault.GetType().Name})");
        }

        using (reading)
        {
            lock (_lock)
            {
                // Nobody would wipe a value that comes after the end.
                _ended.ThrowIfCancellationRequested();
                return Judge(reading);
            }
        }
    }

    private SecretRefresh Judge(SecretReading reading)
    {
        if (reading.IsUnchanged)
        {
            return Remain();
        }

        if (reading.Failure is { } failure)
        {
            return Fail(failure, reading);
        }

        return _judge.TryAccept(reading, out var problem, out var isUnfit) is { } value ? Take(value, reading) : Fail(problem, reading, isUnfit);
    }

    private SecretRefresh Take(SecretValue value, SecretReading reading)
    {
        var isRecovery = Recover();
        _expiresAt = reading.ExpiresAt;
        _changedAt = reading.ChangedAt;
        var warning = reading.Warning == _warning ? null : reading.Warning;
        _warning = reading.Warning;
        _pace.Succeeded(reading.IsExpiryAdvisory ? null : reading.ExpiresAt);
        if (Handle.HasValue(value.Bytes))
        {
            value.Dispose();
            return new SecretRefresh(RefreshOutcome.Unchanged, null) { IsRecovery = isRecovery, Warning = warning };
        }

        _seenAt = _clock.GetUtcNow();
        Handle.Replace(value);
        return new SecretRefresh(RefreshOutcome.Rotated, null) { IsRecovery = isRecovery, Warning = warning };
    }

    /// <summary>The source gave no value, since it is what it was: good, or as bad as before.</summary>
    private SecretRefresh Remain()
    {
        if (_failure is { } failure)
        {
            _pace.Failed(null);
            return new SecretRefresh(RefreshOutcome.StillFailed, failure);
        }

        _pace.Confirmed();
        return new SecretRefresh(RefreshOutcome.Unchanged, null);
    }

    private SecretRefresh Fail(string failure, SecretReading reading, bool isUnfit = false)
    {
        var isNew = failure != _failure;
        _failure = failure;
        IsUnfit = isUnfit;
        _pace.Failed(reading.RetryAfter);
        return new SecretRefresh(RefreshOutcome.Failed, failure) { IsNewFailure = isNew, IsAbsent = reading.IsAbsent };
    }

    private bool Recover()
    {
        var hadFailed = _failure is not null;
        _failure = null;
        IsUnfit = false;
        return hadFailed;
    }
}
