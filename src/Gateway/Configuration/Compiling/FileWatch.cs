namespace Gateway.Configuration.Compiling;

/// <summary>Notices that files have changed since they were last judged, by comparing contents, once they have come to rest.</summary>
/// <param name="files">As they were when they were judged first.</param>
internal sealed class FileWatch(IReadOnlyCollection<WatchedFile> files)
{
    /// <summary>Files that change at every look are taken as they are after so many: one that never rests must not keep the others waiting.</summary>
    private const int MostUnrest = 20;

    private IReadOnlyCollection<WatchedFile> _judged = files;
    private List<WatchedFile> _seen = [];
    private int _unrest;

    /// <summary>Whether the last look that found no change found the files as they were judged, and not in the middle of changing.</summary>
    public bool AreJudged => _seen.Count == 0;

    /// <summary>Whether the files change at every look, and are taken as they are.</summary>
    public bool IsRestless => _unrest >= MostUnrest;

    /// <summary>Whether files are now as they were remembered.</summary>
    public static bool AreUnchanged(IReadOnlyCollection<WatchedFile> files) => Look(files).SequenceEqual(files);

    /// <summary>
    /// Looks. True when the files are not those that were judged, and are what they were at the look before: somebody may be in the middle of
    /// writing, and half a key or half a list of authorities can pass for a whole one.
    /// </summary>
    public bool HaveChanged()
    {
        var present = Look(_judged);
        if (present.SequenceEqual(_judged))
        {
            Judge(_judged);
            return false;
        }

        if (present.SequenceEqual(_seen) || ++_unrest >= MostUnrest)
        {
            return true;
        }

        _seen = present;
        return false;
    }

    /// <summary>Watches the same files for changes from what they are now.</summary>
    public FileWatch Fork() => new(Look(_judged));

    /// <summary>Whatever these files hold has been judged: they are watched from now on, for changes since.</summary>
    public void Judge(IReadOnlyCollection<WatchedFile> files)
    {
        _judged = files;
        _seen = [];
        _unrest = 0;
    }

    private static List<WatchedFile> Look(IEnumerable<WatchedFile> files) => [.. files.Select(static file => FileReader.Look(file.Path))];
}
