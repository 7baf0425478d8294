using System.IO.Compression;
using System.Text;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Imports.Flat;

namespace EarlyWarning.Domain.Tests.Imports.Flat;

/// <summary>Tables of any origin are read, or refused with a sentence that says where.</summary>
public sealed class FlatFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("earlywarning-flat-").FullName;

    [Theory]
    [InlineData("a,b,c\n1,x,2.5\n", ',')]
    [InlineData("a;b;c\n1;x;2.5\n", ';')]
    [InlineData("a\tb\tc\n1\tx\t2.5\n", '\t')]
    [InlineData("a|b|c\n1|x|2.5", '|')]
    [InlineData("a,b,c\r\n1,x,2.5\r\n", ',')]
    [InlineData("\"a\";\"b\";\"c\"\r\n\"1\";\"x\";\"2.5\"\r\n", ';')]
    [InlineData("\"a\",b,\"c\"\n1,\"x\",2.5\n\n", ',')]
    [InlineData("\uFEFFa,b,c\n1, x ,2.5\n", ',')]
    public void Reads_any_delimiter_quotes_line_endings_and_byte_order_mark(string text, char delimiter)
    {
        var file = FlatFile.Read(Write(text));
        file.Delimiter.ShouldBe(delimiter);
        file.Headers.ShouldBe(["a", "b", "c"]);
        file.Rows.ShouldHaveSingleItem().ShouldBe(["1", "x", "2.5"]);
        file.Lines.ShouldBe([2]);
    }

    [Fact]
    public void A_delimiter_or_a_line_break_in_quotes_is_text()
    {
        var file = FlatFile.Read(Write("name,note\n\"Doe, J.\",\"one\ntwo \"\"three\"\"\"\nx,y\n"));
        file.Rows[0].ShouldBe(["Doe, J.", "one\ntwo \"three\""]);
        file.Rows[1].ShouldBe(["x", "y"]);
        file.Lines[1].ShouldBe(4);
    }

    [Fact]
    public void One_column_is_a_table()
    {
        var file = FlatFile.Read(Write("a\n1\n2\n"));
        file.Headers.ShouldBe(["a"]);
        file.Rows.Count.ShouldBe(2);
    }

    [Fact]
    public void Unpacks_gzip()
    {
        var path = Path.Combine(_folder, "t.csv.gz");
        using (var stream = new GZipStream(File.Create(path), CompressionMode.Compress))
        {
            stream.Write("a,b\n1,2\n"u8);
        }

        FlatFile.Read(path).Rows.ShouldHaveSingleItem().ShouldBe(["1", "2"]);
    }

    [Theory]
    [InlineData("", "t.csv is empty")]
    [InlineData("a,b\n", "has a header and no rows")]
    [InlineData("a,b,a\n1,2,3\n", "columns 1 and 3 are both named \"a\"")]
    [InlineData("a,,c\n1,2,3\n", "column 2 has no name")]
    [InlineData("a,b\n1,2\n3\n", "line 3: the row has 1 field; the header has 2")]
    [InlineData("a,b\n1,2,3\n", "line 2: the row has 3 fields; the header has 2")]
    [InlineData("a,b\n1,\"2\n3,4\n", "a quotation mark is not closed")]
    public void Refuses_with_a_sentence_that_says_where(string text, string expected) =>
        Should.Throw<ImportRefusedException>(() => FlatFile.Read(Write(text))).Message.ShouldContain(expected);

    [Fact]
    public void Refuses_what_is_not_utf_8()
    {
        var path = Path.Combine(_folder, "t.csv");
        File.WriteAllBytes(path, [.. "a,b\n"u8, 0xE9, .. ",1\n"u8]);
        Should.Throw<ImportRefusedException>(() => FlatFile.Read(path)).Message.ShouldContain("t.csv");
    }

    [Fact]
    public void Names_the_closest_column()
    {
        var file = FlatFile.Read(Write("grade,age\n1,2\n"));
        Should.Throw<ImportRefusedException>(() => file.IndexOf("grad")).Message.ShouldContain("\"grade\"");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "t.csv");
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }
}
