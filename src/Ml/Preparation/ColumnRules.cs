using EarlyWarning.Ml.Models;

namespace EarlyWarning.Ml.Preparation;

/// <summary>How one output column comes from one input column.</summary>
internal enum RuleKind
{
    /// <summary>The value: filled where missing, held between two limits, less an offset, over a scale.</summary>
    Value,

    /// <summary>1 where the value is a certain code, 0 where it is another, missing where it is missing.</summary>
    IsCode,

    /// <summary>1 where the value is missing, else 0.</summary>
    IsMissing,
}

/// <summary>One output column.</summary>
/// <param name="Source">The input column.</param>
/// <param name="Kind">What is made of it.</param>
/// <param name="Fill">In place of a missing value; NaN leaves it missing.</param>
/// <param name="Low">No value is lower.</param>
/// <param name="High">No value is higher.</param>
/// <param name="Offset">Taken off.</param>
/// <param name="Scale">Divided by; not 0.</param>
/// <param name="Code">For <see cref="RuleKind.IsCode"/>.</param>
internal readonly record struct ColumnRule(
    int Source,
    RuleKind Kind = RuleKind.Value,
    float Fill = float.NaN,
    float Low = float.NegativeInfinity,
    float High = float.PositiveInfinity,
    double Offset = 0,
    double Scale = 1,
    int Code = 0
)
{
    public float Of(float value) =>
        Kind switch
        {
            RuleKind.IsMissing => float.IsNaN(value) ? 1 : 0,
            RuleKind.IsCode => float.IsNaN(value) ? float.NaN
            : (int)value == Code ? 1
            : 0,
            _ => float.IsNaN(value) ? Shift(Fill) : Shift(Math.Clamp(value, Low, High)),
        };

    // Far outside what was seen a scaled value could overflow what a table may hold.
    private float Shift(float value) =>
        Offset == 0 && Scale == 1 || float.IsNaN(value)
            ? value
            : (float)Math.Clamp((value - Offset) / Scale, -float.MaxValue, float.MaxValue);
}

/// <summary>A step whose every output column depends on a single input column.</summary>
internal sealed class ColumnRules : FittedStep
{
    public const string FormatTag = "columns";

    private readonly ColumnRule[] _rules;

    public ColumnRules(int inputCount, ColumnRule[] rules)
    {
        if (
            rules.Length == 0
            || Array.Exists(
                rules,
                rule =>
                    (uint)rule.Source >= (uint)inputCount
                    || !Enum.IsDefined(rule.Kind)
                    || !(rule.Low <= rule.High)
                    || !double.IsFinite(rule.Offset)
                    || !double.IsFinite(rule.Scale)
                    || rule.Scale == 0
            )
        )
        {
            throw new ArgumentException("A preparation step holds no column or a column of no meaning.");
        }

        (InputCount, _rules) = (inputCount, rules);
    }

    public override int InputCount { get; }

    public override int OutputCount => _rules.Length;

    protected override string Tag => FormatTag;

    public override int SourceOf(int output) => _rules[output].Source;

    public override void Apply(ReadOnlySpan<float> row, Span<float> output)
    {
        for (var i = 0; i < _rules.Length; i++)
        {
            output[i] = _rules[i].Of(row[_rules[i].Source]);
        }
    }

    protected override void WriteParts(ModelWriter writer)
    {
        writer.Int(InputCount);
        writer.Int(_rules.Length);
        foreach (var rule in _rules)
        {
            writer.Int(rule.Source);
            writer.Byte((int)rule.Kind);
            writer.Array<float>([rule.Fill, rule.Low, rule.High]);
            writer.Double(rule.Offset);
            writer.Double(rule.Scale);
            writer.Int(rule.Code);
        }
    }

    public static ColumnRules ReadParts(ModelReader reader)
    {
        var inputs = reader.Int();
        var rules = new ColumnRule[reader.Count(sizeof(int) * 5)];
        for (var i = 0; i < rules.Length; i++)
        {
            var (source, kind, limits) = (reader.Int(), (RuleKind)reader.Byte(), reader.Array<float>());
            if (limits.Length != 3)
            {
                throw new ModelFormatException("The model's preparation has a column without limits; train it again.");
            }

            rules[i] = new ColumnRule(
                source,
                kind,
                limits[0],
                limits[1],
                limits[2],
                reader.Double(),
                reader.Double(),
                reader.Int()
            );
        }

        return new ColumnRules(inputs, rules);
    }
}
