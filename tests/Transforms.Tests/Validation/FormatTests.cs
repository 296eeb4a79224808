using System.Text;
using Gateway.Transforms.Validation.Formats;

namespace Gateway.Transforms.Tests.Validation;

public sealed class FormatTests
{
    [Theory]
    [InlineData("date", "2024-02-29", "0000-02-29", "2000-02-29")]
    [InlineData("time", "08:30:06Z", "23:59:60Z", "01:29:60+01:30", "08:30:06.283185-08:00")]
    [InlineData("date-time", "1985-04-12T23:20:50.52Z", "1998-12-31T15:59:60.123-08:00", "1963-06-19t08:30:06z")]
    [InlineData("duration", "P4DT12H30M5S", "PT0S", "P2W", "P1Y2M", "P01D")]
    [InlineData("email", "joe.bloggs@example.com", "\"joe@bloggs\"@example.com", "\"a\\\"b\"@example.com", "te~st@[127.0.0.1]", "a@[IPv6:::1]")]
    [InlineData("hostname", "www.example.com", "1host", "a--b.com", "xn--zca29lwxobi7a")]
    [InlineData("ipv4", "192.168.0.1", "0.0.0.0", "255.255.255.255")]
    [InlineData("ipv6", "::", "::1", "d6::", "1:2:3:4:5:6:7:8", "1::d6:192.168.0.1", "::ffff:192.168.0.1")]
    [InlineData("uri", "http://foo.bar/?baz=qux#quux", "urn:a:b", "ldap://[2001:db8::7]/c=GB?one", "http://[v1.a:b]:80/", "http://u:p@h:", "mailto:a@b.c")]
    [InlineData("uri-reference", "", "#f", "//h/p", "/abc", "./this:that", "?q=1", "abc")]
    [InlineData("uuid", "2EB8AA08-AA98-11EA-B4AA-73B441D16380", "00000000-0000-0000-0000-000000000000")]
    [InlineData("json-pointer", "", "/", "/foo/bar~0/baz~1/%a", "/foo//bar")]
    [InlineData("regex", "^a$", "(?=a)(b)\\1", "[a-z]")]
    [InlineData("idn-email", "실례@실례.테스트", "δοκιμή@example.com", "a@b.c", "a@中中中中中中中中中中中中中中中中中中中中中中.cn", "\"é é\"@é.example", "é@[127.0.0.1]")]
    [InlineData("idn-hostname", "실례.테스트", "l\u00b7l", "α\u0375β", "א\u05f3ב", "a。b", "xn--ihqwcrb4cv8a8dqg056pqjye", "بي\u200cبي", "bücher.example")]
    [InlineData("iri", "http://ƒøø.ßår/?∂éœ=πîx#πîüx", "http://a/\U00010300", "urn:a:é")]
    [InlineData("iri-reference", "/âππ", "#ƒrägmênt", "")]
    [InlineData("uri-template", "", "http://a/{term:1}/{+x,y*}{?q}", "a%41é", "{%41.b}")]
    [InlineData("relative-json-pointer", "0", "1/a~1b", "0#", "120//")]
    public void Format_OfItsOwnTexts_Accepts(string format, params string[] texts)
    {
        foreach (var text in texts)
        {
            FormatTable.Checks[format](Encoding.UTF8.GetBytes(text)).ShouldBeTrue(text);
        }
    }

    [Theory]
    [InlineData("date", "", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-04-31", "2024-04-00", "2024-4-01", "2024-02-2९", "2024-02-29Z")]
    [InlineData("time", "", "08:30:06", "24:00:00Z", "00:60:00Z", "00:00:61Z", "22:59:60Z", "23:59:60+01:00", "08:30:06.Z", "08:30:06.5", "08:30:06+24:00", "08:30:06+0000")]
    [InlineData("date-time", "", "2024-02-29", "2024-02-29 08:30:06Z", "2024-02-30T08:30:06Z", "2024-02-29T08:30:06")]
    [InlineData("duration", "", "P", "PT", "P1YT", "P1D2H", "P1Y2D", "PT0.5S", "P1Y2W", "P1WT1H", "-P1D", "P1D ")]
    [InlineData("email", "", "a", "@b.c", "a@", ".a@b.c", "a.@b.c", "a..b@c.d", "a b@c.d", "a@b=c", "a@[1.2.3.400]", "\"a@b.c", "\"a\"b\"@c.d", "\"a\\\"@b.c", "a@b.c\n")]
    [InlineData("hostname", "", ".", "a.", ".a", "-a", "a-", "a_b", "a..b", "a\n", "é")]
    [InlineData("ipv4", "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "1..3.4", "0x1.2.3.4")]
    [InlineData("ipv6", "", ":", "1", "12345::", "::1::", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "fe80::a%eth1", "[::1]", "1.2.3.4::", "::1.2.3")]
    [InlineData("uri", "", "abc", "//h/p", "http:// a", "http://h/%zz", "http://h:x/", "http://[::1", "1a:b", "http://h/é", "http:/[::1]", "http://a@b@c/", "http://[v1.]/", "http://[vz.a]/", "http://h#a#b")]
    [InlineData("uri-reference", "1:b", "\\\\a", "/a b", "//h:x/")]
    [InlineData("uuid", "", "2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4ga-73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638")]
    [InlineData("json-pointer", "a", "/~", "/~2", "#/a")]
    [InlineData("regex", "(", "a**", "[a", "\\a")]
    [InlineData("idn-email", "", "δοκιμή", "user＠example.com", "δ οκ@a.b", "é@", "é@-é.cn", "é@a..cn", "é@é\u0300\u3030.cn")]
    [InlineData("idn-hostname", "", "〮실례", "실〮례", "-é", "é-", "xn--X", "xn--7a", "xn---9uc", "xn--example-", "a\u00b7l", "א0٠", "aא", "0a.א", "É.example", "a。", "\u0300a")]
    [InlineData("iri", "âππ", "http://a/\n", "http://a/\uE000", "http://2001:db8::1é", "http://é b/")]
    [InlineData("iri-reference", "\\\\é", "#é\\a")]
    [InlineData("uri-template", "{", "}", "{}", "{a,}", "{a:0}", "{a:10000}", "{=a}", "a b", "{a..b}", "%4")]
    [InlineData("relative-json-pointer", "", "/a", "-1", "01", "0##", "0#/a", "0/~2", "١")]
    public void Format_OfOtherTexts_Refuses(string format, params string[] texts)
    {
        foreach (var text in texts)
        {
            FormatTable.Checks[format](Encoding.UTF8.GetBytes(text)).ShouldBeFalse(text);
        }
    }

    [Fact]
    public void Formats_OfAnyText_NeverThrow()
    {
        const string Alphabet = "xn--09aZא٠\u200c:.-+[]@\"\\/%#?~TPWv{}()é😀 ";
        var state = 12345u;
        foreach (var check in FormatTable.Checks.Values)
        {
            for (var round = 0; round < 2000; round++)
            {
                var runes = Alphabet.EnumerateRunes().ToArray();
                var text = new StringBuilder();
                for (var i = 0; i < round % 23; i++)
                {
                    state = unchecked((state * 1664525) + 1013904223);
                    text.Append(runes[(int)((state >> 8) % (uint)runes.Length)].ToString());
                }

                Should.NotThrow(() => check(Encoding.UTF8.GetBytes(text.ToString())));
            }
        }
    }
}
