using System.IO.Compression;
using System.Text;
using EarlyWarning.Ml.Tracing;

namespace EarlyWarning.Ml.Tests.Tracing;

public sealed class AnswerFileTests
{
    [Fact]
    public void Reads_three_lines_a_student()
    {
        var students = Parse("3\n5,5,7\n0,1,1\n1\n9\n0\n");
        students.Count.ShouldBe(2);
        students[0].Skills.ShouldBe([5, 5, 7]);
        students[0].Correct.ShouldBe([false, true, true]);
        students[1].Skills.ShouldBe([9]);
        students[1].Correct.ShouldBe([false]);
    }

    [Theory]
    [InlineData("\uFEFF2\r\n5,6\r\n0,1\r\n")]
    [InlineData("2\n5,6\n0,1")]
    [InlineData("2\n5, 6\n0, 1\n\n\n")]
    public void Accepts_marks_line_ends_spaces_and_blank_lines_at_the_end(string text)
    {
        var student = Parse(text).ShouldHaveSingleItem();
        student.Skills.ShouldBe([5, 6]);
        student.Correct.ShouldBe([false, true]);
    }

    [Theory]
    [InlineData("", 1, 1, "empty")]
    [InlineData("2\n5,6\n0,1\n2\n5,6\n", 6, 1, "ends after 2 of the three lines")]
    [InlineData("x\n5,6\n0,1\n", 1, 1, "\"x\" is not a number of answers")]
    [InlineData("0\n\n\n", 1, 1, "not a number of answers")]
    [InlineData("-1\n5\n1\n", 1, 1, "not a number of answers")]
    [InlineData("2\n5,b\n0,1\n", 2, 3, "\"b\" stands where a skill")]
    [InlineData("2\n5,-6\n0,1\n", 2, 3, "a skill is a whole number")]
    [InlineData("2\n5\n0,1\n", 2, 2, "ends after 1 of the 2")]
    [InlineData("2\n5,6,7\n0,1\n", 2, 5, "more than the 2")]
    [InlineData("2\n15,6\n0,2\n", 3, 3, "an answer is 0 or 1")]
    [InlineData("2\n15,6\n0,\n", 3, 3, "nothing stands where")]
    [InlineData("2\n15,6\n0,0.5\n", 3, 3, "\"0.5\"")]
    [InlineData("1\n5\n1\n2\n15,99999999999\n0,1\n", 5, 4, "\"99999999999\"")]
    [InlineData("1\n5\n1\n\n2\n5,6\n0,1\n", 4, 1, "nothing is not a number of answers")]
    public void Names_the_line_and_column_of_a_fault(string text, int line, int column, string what)
    {
        var message = Should.Throw<AnswerFileException>(() => Parse(text)).Message;
        message.ShouldStartWith($"answers.txt, line {line}, column {column}: ");
        message.ShouldContain(what);
        message.ShouldEndWith(".");
    }

    [Fact]
    public void Reads_a_compressed_file_and_refuses_a_cut_one()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gz");
        try
        {
            using (var stream = new GZipStream(File.Create(path), CompressionLevel.Optimal))
            {
                stream.Write("2\n5,6\n0,1\n"u8);
            }

            AnswerFile.Read(path).ShouldHaveSingleItem().Skills.ShouldBe([5, 6]);
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..14]);
            Should.Throw<AnswerFileException>(() => AnswerFile.Read(path)).Message.ShouldStartWith(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Names_a_file_that_is_missing_or_no_text()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.txt");
        Should.Throw<AnswerFileException>(() => AnswerFile.Read(path)).Message.ShouldContain(path);
        try
        {
            File.WriteAllBytes(path, [0x32, 0x0A, 0xFF, 0xFE, 0x41]);
            Should.Throw<AnswerFileException>(() => AnswerFile.Read(path)).Message.ShouldContain("UTF-8");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IReadOnlyList<AnswerSequence> Parse(string text) =>
        AnswerFile.Parse(new MemoryStream(Encoding.UTF8.GetBytes(text)), "answers.txt");
}
