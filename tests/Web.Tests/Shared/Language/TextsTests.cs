using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using EarlyWarning.Domain.Language;

namespace EarlyWarning.Web.Tests.Shared.Language;

/// <summary>
/// Every text the sources ask for is in every language's file and nothing else is. A text that is missing in English is
/// written there by this test where <c>EARLYWARNING_WRITE_TEXTS=1</c> is set; Spanish is for a person to write.
/// </summary>
public sealed partial class TextsTests
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string, string> Projects() =>
        new() { { "src/Domain", "Language" }, { "src/Web", "Shared/Language" } };

    [Theory, MemberData(nameof(Projects))]
    public void English_holds_every_text_of_the_sources_and_nothing_else(string project, string folder)
    {
        var keys = SourceTexts
            .Keys(Path.Combine(ArchitectureTests.Root(), project))
            .Keys.Order(StringComparer.Ordinal)
            .ToList();
        keys.Count.ShouldBeGreaterThan(100);
        var path = Path.Combine(ArchitectureTests.Root(), project, folder, "en.json");
        if (Environment.GetEnvironmentVariable("EARLYWARNING_WRITE_TEXTS") == "1")
        {
            var held = Read(path);
            var now = keys.ToDictionary(k => k, k => held.GetValueOrDefault(k) ?? Texts.Shown(k));
            File.WriteAllText(path, JsonSerializer.Serialize(now, Written) + "\n");
        }

        Read(path).Keys.ShouldBe(keys);
    }

    [Theory, MemberData(nameof(Projects))]
    public void Spanish_holds_every_text_with_the_same_places_for_values(string project, string folder)
    {
        var english = Read(Path.Combine(ArchitectureTests.Root(), project, folder, "en.json"));
        var spanish = Read(Path.Combine(ArchitectureTests.Root(), project, folder, "es.json"));

        spanish.Keys.ShouldBe(english.Keys);
        spanish.Where(t => string.IsNullOrWhiteSpace(t.Value)).ShouldBeEmpty();
        english
            .Where(t => !Places(t.Value).SequenceEqual(Places(spanish[t.Key])))
            .Select(t => $"{t.Value} / {spanish[t.Key]}")
            .ShouldBeEmpty();
        // Loanwords and names are the same in both; a file that was only copied is not.
        spanish.Count(t => t.Value == english[t.Key]).ShouldBeLessThan(1 + (spanish.Count / 20));
    }

    [Theory, MemberData(nameof(Projects))]
    public void No_text_is_put_together_before_it_is_looked_up(string project, string folder)
    {
        folder.ShouldNotBeNull();
        SourceTexts.PutTogether(Path.Combine(ArchitectureTests.Root(), project)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""L["One"]""", "One")]
    [InlineData("""L["A \"b\" \u2014 c", x]""", "A \"b\" — c")]
    [InlineData("L[\n    \"One \"\n        + \"two\",\n    n]", "One two")]
    [InlineData("""label = Texts.Key("Days missed")""", "Days missed")]
    public void The_scan_finds_what_it_is_for(string source, string key) => SourceTexts.KeysIn(source).ShouldBe([key]);

    [Theory]
    [InlineData("es-MX", "{0} de {1}")]
    [InlineData("es", "{0} de {1}")]
    [InlineData("en-GB", "{0} of {1}")]
    [InlineData("fr-FR", "{0} of {1}")]
    public void A_text_comes_in_the_language_of_the_person(string culture, string expected)
    {
        using var _ = As(culture);
        var texts = new Texts(typeof(TextsTests).Assembly);
        texts["{0} of {1}"].ShouldBe(expected);
    }

    [Fact]
    public void What_tells_like_words_apart_is_not_shown_and_a_text_nobody_translated_is_english()
    {
        using var _ = As("es");
        var texts = new Texts(typeof(TextsTests).Assembly);
        texts["Watch|state"].ShouldBe("En observación");
        texts["Watch|timepiece"].ShouldBe("Watch");
        texts["{0:N1} new", 1234.5].ShouldBe("1.234,5 new");
        using var __ = As("en-GB");
        texts["Watch|state"].ShouldBe("Watch");
        texts["{0:N1} new", 1234.5].ShouldBe("1,234.5 new");
    }

    [Fact]
    public void The_made_up_language_brackets_and_lengthens_and_leaves_places_alone()
    {
        using var _ = As(PseudoLanguage.Name);
        var texts = new Texts(typeof(TextsTests).Assembly);
        var made = texts["Nobody acts for {0:N0} students|queue", 3];
        made.ShouldStartWith("⟦Ñöb");
        made.ShouldEndWith("⟧");
        made.ShouldContain("3");
        made.ShouldNotContain("queue");
        made.Length.ShouldBeGreaterThan("Nobody acts for 3 students".Length + 10);
    }

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value).Order();

    private static Dictionary<string, string> Read(string path) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))!;

    private static Culture As(string name) => new(name);

    [GeneratedRegex(@"\{\d+[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    private sealed class Culture : IDisposable
    {
        private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
        private readonly CultureInfo _language = CultureInfo.CurrentUICulture;

        public Culture(string name) =>
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(name);

        public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _language);
    }
}
