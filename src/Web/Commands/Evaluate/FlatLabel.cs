using System.Globalization;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Imports.Flat;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>How the label's texts become outcomes, learned from one file and kept for others.</summary>
internal sealed class FlatLabel
{
    private const int MostClasses = 100;

    private static readonly string[] YesWords = ["1", "yes", "true", "y", "t", "positive", "fail", "dropout"];

    private readonly Func<string, double?> _outcome;
    private readonly string _expects;

    private FlatLabel(IReadOnlyList<string> classes, Func<string, double?> outcome, string expects)
    {
        Classes = classes;
        _outcome = outcome;
        _expects = expects;
    }

    /// <summary>Names of the classes by code: for a binary task negative and positive; empty for numbers.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Finds out how a label is read.</summary>
    /// <exception cref="ImportRefusedException">It cannot be read as the task demands.</exception>
    public static FlatLabel Learn(FlatFile file, TableRequest request)
    {
        var index = file.IndexOf(request.Label);
        var values = file
            .Rows.Select(r => r[index])
            .Where(t => !FlatValues.IsMissing(t))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (values.Count == 0)
        {
            throw new ImportRefusedException(
                $"{file.Name}: the column \"{request.Label}\" is empty. Name another label."
            );
        }

        return request.Task switch
        {
            TaskKind.Regression => Number(file, index),
            TaskKind.Binary => Binary(file, request, values),
            _ => OfClasses(file, request, values),
        };
    }

    /// <summary>The outcome of a row, or null where the label is missing.</summary>
    /// <exception cref="ImportRefusedException">The text is none of the label's.</exception>
    public double? Encode(FlatFile file, int row, int column)
    {
        var text = file.Rows[row][column];
        if (FlatValues.IsMissing(text))
        {
            return null;
        }

        return _outcome(text)
            ?? throw new ImportRefusedException(
                $"{file.Name}, line {file.Lines[row]}, column \"{file.Headers[column]}\": \"{text}\" is not {_expects}."
            );
    }

    private static FlatLabel Number(FlatFile file, int index)
    {
        FlatValues.RefuseDecimalComma(file, index);
        return new FlatLabel([], t => FlatValues.TryNumber(t, out var n) ? n : null, "a number");
    }

    private static FlatLabel OfClasses(FlatFile file, TableRequest request, List<string> values)
    {
        if (values.Count is < 2 or > MostClasses)
        {
            throw new ImportRefusedException(
                $"{file.Name}: the label \"{request.Label}\" has {values.Count} values; classes are 2 to {MostClasses}. "
                    + "Use --task regression for numbers."
            );
        }

        var classes = Ordered(values);
        var codes = classes
            .Select((name, code) => (name, code))
            .ToDictionary(c => c.name, c => c.code, StringComparer.Ordinal);
        return new FlatLabel(
            classes,
            t => codes.TryGetValue(t, out var code) ? code : null,
            $"one of the classes of {file.Name} ({string.Join(", ", classes.Take(10))})"
        );
    }

    private static FlatLabel Binary(FlatFile file, TableRequest request, List<string> values)
    {
        if (request.Positive is { } asked && Comparison(asked) is { } holds)
        {
            FlatValues.RefuseDecimalComma(file, file.IndexOf(request.Label));
            return new FlatLabel(
                [$"not {asked}", asked],
                t => FlatValues.TryNumber(t, out var n) ? (holds(n) ? 1 : 0) : null,
                "a number"
            );
        }

        var positive = request.Positive ?? FindPositive(file, request, values);
        if (!values.Contains(positive, StringComparer.Ordinal))
        {
            throw new ImportRefusedException(
                $"{file.Name}: the label \"{request.Label}\" never is \"{positive}\"; it is {Listed(values)}. Name one with --positive."
            );
        }

        var negative =
            values.Count == 2
                ? values.First(v => !string.Equals(v, positive, StringComparison.Ordinal))
                : $"not {positive}";
        return new FlatLabel(
            [negative, positive],
            t => string.Equals(t, positive, StringComparison.Ordinal) ? 1 : 0,
            "a value of the label"
        );
    }

    private static string FindPositive(FlatFile file, TableRequest request, List<string> values)
    {
        if (values.Count == 2)
        {
            var found = values.Find(v => YesWords.Contains(v, StringComparer.OrdinalIgnoreCase));
            var other = values.Find(v => !string.Equals(v, found, StringComparison.Ordinal));
            if (found is not null && !YesWords.Contains(other, StringComparer.OrdinalIgnoreCase))
            {
                return found;
            }
        }

        throw new ImportRefusedException(
            $"{file.Name}: which value of \"{request.Label}\" is positive cannot be told; it is {Listed(values)}. "
                + "Name one with --positive, or a comparison such as --positive \">=10\"."
        );
    }

    private static Func<double, bool>? Comparison(string text)
    {
        foreach (var sign in (string[])[">=", "<=", ">", "<"])
        {
            if (
                text.StartsWith(sign, StringComparison.Ordinal)
                && double.TryParse(text[sign.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out var limit)
            )
            {
                return sign switch
                {
                    ">=" => n => n >= limit,
                    "<=" => n => n <= limit,
                    ">" => n => n > limit,
                    _ => n => n < limit,
                };
            }
        }

        return null;
    }

    private static List<string> Ordered(List<string> values) =>
        values.TrueForAll(v => FlatValues.TryNumber(v, out _))
            ? [.. values.OrderBy(v => FlatValues.TryNumber(v, out var n) ? n : 0)]
            : [.. values.Order(StringComparer.Ordinal)];

    private static string Listed(List<string> values) =>
        values.Count <= 6
            ? string.Join(", ", values.Select(v => $"\"{v}\""))
            : $"{string.Join(", ", values.Take(5).Select(v => $"\"{v}\""))} or one of {values.Count - 5} others";
}
