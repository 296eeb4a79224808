namespace Gateway.Commands;

/// <summary>Standard error, which may be closed as well.</summary>
internal static class ErrorOutput
{
    public static void TryWriteLine(string text)
    {
        try
        {
            Console.Error.WriteLine(text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Then there is nobody to tell.
        }
    }
}
