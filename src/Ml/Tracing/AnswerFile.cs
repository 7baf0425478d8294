using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace EarlyWarning.Ml.Tracing;

/// <summary>
/// Reads answer sequences: three lines a student, namely the number of answers, the skills and the 0 or 1 of each, with
/// commas between. A gzip-compressed file is read as what it holds; a byte-order mark and CRLF are accepted.
/// </summary>
public static class AnswerFile
{
    private const int LinesPerStudent = 3;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="AnswerFileException">The message names file, line and column and says what to do.</exception>
    public static IReadOnlyList<AnswerSequence> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = Open(path);
            return Parse(stream, path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new AnswerFileException(
                $"{path} cannot be read ({fault.Message.TrimEnd('.')}); check the path, the permissions and that the file is whole."
            );
        }
        catch (DecoderFallbackException)
        {
            throw new AnswerFileException($"{path} is not text in UTF-8; save it as UTF-8.");
        }
    }

    /// <summary>Reads a stream of text.</summary>
    /// <param name="stream">Left open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="AnswerFileException">The message names the line and column and says what to do.</exception>
    public static IReadOnlyList<AnswerSequence> Parse(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var encoding = new UTF8Encoding(false, throwOnInvalidBytes: true);
        using var reader = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, -1, true);
        var students = new List<AnswerSequence>();
        var lines = new string[LinesPerStudent];
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            if (number % LinesPerStudent == 0 && line.Length == 0 && RestIsBlank(reader))
            {
                break;
            }

            lines[number++ % LinesPerStudent] = line;
            if (number % LinesPerStudent == 0)
            {
                students.Add(Student(lines, name, number - LinesPerStudent + 1));
            }
        }

        if (number % LinesPerStudent != 0)
        {
            throw Fault(
                name,
                number + 1,
                1,
                $"the file ends after {number % LinesPerStudent} of the three lines of a student; add the missing ones"
            );
        }

        return students.Count > 0
            ? students
            : throw Fault(name, 1, 1, "the file is empty; write three lines for each student");
    }

    private static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[2];
        var isCompressed = file.ReadAtLeast(head, 2, throwOnEndOfStream: false) == 2 && head is [0x1F, 0x8B];
        file.Position = 0;
        return isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static bool RestIsBlank(StreamReader reader)
    {
        while (reader.Peek() is '\r' or '\n')
        {
            _ = reader.Read();
        }

        return reader.Peek() < 0;
    }

    private static AnswerSequence Student(string[] lines, string name, int firstLine)
    {
        if (!TryNumber(lines[0], out var count) || count == 0)
        {
            var found = Shown(lines[0]);
            throw Fault(
                name,
                firstLine,
                1,
                $"{found} is not a number of answers; the first of a student's three lines is a whole number above 0"
            );
        }

        var skills = Numbers(lines[1], count, name, firstLine + 1, int.MaxValue, "a skill is a whole number from 0 on");
        var correct = Numbers(lines[2], count, name, firstLine + 2, 1, "an answer is 0 or 1");
        return new AnswerSequence(skills, Array.ConvertAll(correct, answer => answer == 1));
    }

    private static int[] Numbers(string line, int count, string name, int lineNumber, int largest, string rule)
    {
        var numbers = new List<int>(Math.Min(count, line.Length));
        for (var start = 0; start <= line.Length; )
        {
            var comma = line.IndexOf(',', start);
            var end = comma < 0 ? line.Length : comma;
            var text = line.AsSpan(start, end - start);
            if (numbers.Count == count)
            {
                throw Fault(name, lineNumber, start + 1, $"there are more than the {count} values announced");
            }

            if (!TryNumber(text, out var value) || value > largest)
            {
                throw Fault(name, lineNumber, start + 1, $"{Shown(text)} stands where {rule}");
            }

            numbers.Add(value);
            start = end + 1;
        }

        return numbers.Count == count
            ? [.. numbers]
            : throw Fault(
                name,
                lineNumber,
                line.Length + 1,
                $"the line ends after {numbers.Count} of the {count} values announced"
            );
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text.Trim(' '), NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string Shown(ReadOnlySpan<char> text) =>
        text.Trim().IsEmpty ? "nothing" : $"\"{(text.Length > 20 ? $"{text[..20]}..." : text.ToString())}\"";

    private static AnswerFileException Fault(string name, int line, int column, string what) =>
        new($"{name}, line {line}, column {column}: {what}.");
}

/// <summary>A file of answers cannot be used; the message is a sentence with file, line and column.</summary>
public sealed class AnswerFileException(string message) : Exception(message);
