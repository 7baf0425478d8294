using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EarlyWarning.Web.Shared;

namespace EarlyWarning.Web.Tests.Shared;

public sealed partial class CsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1+1", "'+1+1")]
    [InlineData("-1+1", "'-1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t'=1")]
    [InlineData("\rfoo", "'\rfoo")]
    [InlineData("\nfoo", "'\nfoo")]
    [InlineData("  =1+1", "'  =1+1")]
    [InlineData("\u00a0\u200b\ufeff=1", "'\u00a0\u200b\ufeff=1")]
    [InlineData("\0=1", "'\0=1")]
    [InlineData("\"=1+1\"", "'\"=1+1\"")]
    [InlineData("''=1", "'''=1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("a;=1", "a;'=1")]
    [InlineData("a; \"@b", "a;' \"@b")]
    [InlineData("a\r\n=1", "a\r\n'=1")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    public void What_a_spreadsheet_would_run_is_made_text(string hostile, string harmless) =>
        Csv.Harmless(hostile).ShouldBe(harmless);

    [Theory]
    [InlineData("Ada Okafor")]
    [InlineData("O'Neil-Smith, Ann")]
    [InlineData("Zoë \"Zo\" Šimić")]
    [InlineData("王 小明")]
    [InlineData("a=b, 2-1")]
    [InlineData("")]
    public void Other_text_stands_as_it_is(string text) => Csv.Harmless(text).ShouldBe(text);

    [Fact]
    public void Numbers_days_and_truth_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var table = new Csv("a", "b", "c", "d", "e", "f");
            table.Add(-1234.5, -7, new DateOnly(2026, 11, 20), true, null, double.NaN);

            Text(table).ShouldBe("a,b,c,d,e,f\r\n-1234.5,-7,2026-11-20,yes,,\r\n");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_file_begins_with_a_byte_order_mark() =>
        new Csv("a").ToBytes().ShouldBe([0xEF, 0xBB, 0xBF, (byte)'a', (byte)'\r', (byte)'\n']);

    [Fact]
    public void A_record_of_another_length_or_a_cell_of_another_type_is_refused()
    {
        var table = new Csv("a", "b");
        Should.Throw<ArgumentException>(() => table.Add("one"));
        Should.Throw<ArgumentException>(() => table.Add("one", new object()));
    }

    // The oracle is another reader, and the crudest reading there is: split wherever a spreadsheet might.
    [Fact]
    public void Whatever_is_written_reads_back_and_no_cell_begins_a_formula()
    {
        const string letters = "=+-@＝\t\r\n;,\"' aé王0|!\u200b";
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var cells = Enumerable
                .Range(0, 3)
                .Select(_ =>
                    string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => letters[random.Next(letters.Length)]))
                )
                .ToArray();
            var table = new Csv("x", "y", "z");
            table.Add(cells[0], cells[1], cells[2]);
            var text = Text(table);

            ReadBack(text).ShouldBe(cells.Select(Csv.Harmless), $"{string.Join('|', cells)}");
            foreach (var cell in ReadBack(text).Concat(text.Split(';', '\t', '\r', '\n')).Where(c => c.Length > 0))
            {
                Formula().IsMatch(cell).ShouldBeFalse($"{cell} of {text}");
            }
        }
    }

    // RFC 4180 by the letter: the cells of the second record.
    private static List<string> ReadBack(string text)
    {
        var (cells, cell, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = text.IndexOf("\r\n", StringComparison.Ordinal) + 2; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '"' && text[i + 1] == '"')
            {
                cell.Append(text[i++]);
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && (text[i] is ',' or '\r'))
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (isQuoted || text[i] != '\n')
            {
                cell.Append(text[i]);
            }
        }

        return cells;
    }

    private static string Text(Csv table) => Encoding.UTF8.GetString(table.ToBytes())[1..];

    [GeneratedRegex("""^[\s"\u200b]*[=+\-@＝]""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Formula();
}
