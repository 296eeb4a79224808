using System.Collections.Frozen;

namespace Gateway.Transforms.Validation.Formats;

/// <summary>The formats that can be asserted (Validation 2020-12 section 7.3), readable in one place.</summary>
internal static class FormatTable
{
    public static FrozenDictionary<string, FormatCheck> Checks { get; } = new Dictionary<string, FormatCheck>(StringComparer.Ordinal)
    {
        ["date"] = DateTimeFormats.IsDate,
        ["time"] = DateTimeFormats.IsTime,
        ["date-time"] = DateTimeFormats.IsDateTime,
        ["duration"] = DurationFormat.IsDuration,
        ["email"] = EmailFormat.IsEmail,
        ["idn-email"] = EmailFormat.IsIdnEmail,
        ["hostname"] = HostnameFormat.IsHostname,
        ["idn-hostname"] = HostnameFormat.IsIdnHostname,
        ["ipv4"] = AddressFormats.IsIPv4,
        ["ipv6"] = AddressFormats.IsIPv6,
        ["uri"] = UriFormats.IsUri,
        ["uri-reference"] = UriFormats.IsUriReference,
        ["iri"] = IriFormats.IsIri,
        ["iri-reference"] = IriFormats.IsIriReference,
        ["uri-template"] = UriTemplateFormat.IsUriTemplate,
        ["uuid"] = UuidFormat.IsUuid,
        ["json-pointer"] = JsonPointerFormat.IsJsonPointer,
        ["relative-json-pointer"] = JsonPointerFormat.IsRelativeJsonPointer,
        ["regex"] = RegexFormat.IsRegex,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
