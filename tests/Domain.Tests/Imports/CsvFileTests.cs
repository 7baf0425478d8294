using System.Text;
using EarlyWarning.Domain.Imports.Files;
using FsCheck;
using FsCheck.Fluent;

namespace EarlyWarning.Domain.Tests.Imports;

public class CsvFileTests
{
    private static readonly CsvLayout Layout = new(["name", "score"], ["note"]);

    [Theory]
    [InlineData("name,score,note\nx,1,a\ny,2,b\n")]
    [InlineData("\uFEFFname,score,note\r\nx,1,a\r\ny,2,b")]
    [InlineData("\"name\",\"score\",\"note\"\n\"x\",\"1\",\"a\"\n\n\"y\",\"2\",\"b\"\n")]
    [InlineData("note,score,name\na, 1 ,x\nb,2,y")]
    public void Line_endings_quotes_order_and_a_byte_order_mark_make_no_difference(string text)
    {
        Read(text).ShouldBe(["x=1/a", "y=2/b"]);
        Read(text, gzip: true).ShouldBe(["x=1/a", "y=2/b"]);
    }

    [Fact]
    public void Faults_carry_the_line_they_stand_on()
    {
        var text = "name,score\n\"x, y\",1\n\nz\nw,two\n\"open,3\nlast,4\nqu\"ote,5\n";
        Read(text)
            .ShouldBe([
                "x, y=1/",
                "line 4 : The row has 1 field; the header has 2.",
                "line 5 score: The value is not a whole number.",
                "line 6 : A quotation mark is not closed on its line (line breaks inside fields are not read).",
                "last=4/",
                "line 8 : A quotation mark stands inside a field; double it and put the field in quotation marks.",
            ]);
    }

    [Theory]
    [InlineData("name,scores\n", "no column \"score\" in its header (line 1); \"scores\" is the closest")]
    [InlineData("name,points\n", "no column \"score\" in its header (line 1). Add it")]
    [InlineData("name,score,name\n", "\"name\" twice")]
    [InlineData("", "is empty")]
    public void A_header_that_will_not_do_is_refused(string text, string says) =>
        Should.Throw<EarlyWarning.Domain.Imports.ImportRefusedException>(() => Read(text)).Message.ShouldContain(says);

    [Fact]
    public void Any_text_comes_through_unchanged_however_it_is_cut()
    {
        var cuts = Gen.Choose(8, 40).ToArbitrary();
        var texts = ArbMap.Default.ArbFor<NonNull<string>>();
        Prop.ForAll(
                texts,
                cuts,
                (text, size) =>
                {
                    // Neither half a surrogate pair nor a zero is text in UTF-8.
                    var sound = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes("é€😀" + text.Get.Replace("\0", "")));
                    return string.Equals(
                        ReadInPieces(Encoding.UTF8.GetBytes(sound), size),
                        sound,
                        StringComparison.Ordinal
                    );
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_first_bad_byte_is_named_wherever_it_stands()
    {
        for (var at = 0; at < 50; at++)
        {
            byte[] bytes = [.. Encoding.UTF8.GetBytes(new string('a', at)), 0xFF, .. "bcd"u8];
            Should
                .Throw<EarlyWarning.Domain.Imports.ImportRefusedException>(() => ReadInPieces(bytes, 9))
                .Message.ShouldContain($"the byte at offset {at} ");
        }
    }

    private static string ReadInPieces(byte[] bytes, int size)
    {
        using var stream = new Utf8Stream(new MemoryStream(bytes), "f.csv", bytes.Length);
        using var all = new MemoryStream();
        var buffer = new byte[size];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            all.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    private static List<string> Read(string text, bool gzip = false)
    {
        using var folder = new CsvFolder(("f.csv", text));
        if (gzip)
        {
            folder.Gzip("f.csv");
        }

        using var bundle = Bundle.Open(folder.Path);
        using var csv = new CsvFile(bundle.Require("F"), Layout, _ => { });
        var rows = new List<string>();
        while (csv.Read())
        {
            try
            {
                csv.CheckShape();
                rows.Add($"{csv.Row.Text("name")}={csv.Row.Int("score")}/{csv.Row.Optional("note")}");
            }
            catch (RowFaultException e)
            {
                rows.Add($"line {csv.Row.Line} {e.Column}: {e.Message}");
            }
        }

        return rows;
    }
}
