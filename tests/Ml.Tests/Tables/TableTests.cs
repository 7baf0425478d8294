using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Tables;

public class TableTests
{
    private static readonly Column Grade = new("grade", ColumnKind.Numeric);
    private static readonly Column Course = new("course", ColumnKind.Categorical, Categories: ["A", "B"]);
    private static readonly TableSchema Schema = new([Grade, Course]);

    [Fact]
    public void The_fingerprint_depends_on_every_part_of_the_schema()
    {
        string[] fingerprints =
        [
            Schema.Fingerprint,
            new TableSchema([Course, Grade]).Fingerprint,
            new TableSchema([Grade with { Name = "grades" }, Course]).Fingerprint,
            new TableSchema([Grade with { Kind = ColumnKind.Ordinal }, Course]).Fingerprint,
            new TableSchema([Grade with { Monotone = Monotonicity.Decreasing }, Course]).Fingerprint,
            new TableSchema([Grade, Course with { Categories = ["A", "C"] }]).Fingerprint,
            new TableSchema([Grade, Course with { Categories = null }]).Fingerprint,
        ];
        fingerprints.ShouldBeUnique(StringComparer.Ordinal);
        new TableSchema([Grade with { }, Course with { Categories = ["A", "B"] }]).Fingerprint.ShouldBe(
            Schema.Fingerprint
        );
        // Stored models carry it: it must never change by itself.
        new TableSchema([new Column("x", ColumnKind.Numeric)]).Fingerprint.ShouldBe(
            "a4f9984d478c1f38b6b5d2ca73c0ac0e17931de8606b705133c280cbf545d498"
        );
    }

    [Fact]
    public void Faults_are_refused_with_row_and_column()
    {
        Message(() => new TableSchema([])).ShouldContain("at least one column");
        Message(() => new TableSchema([Grade, Grade])).ShouldContain("'grade' twice");
        Message(() => new TableSchema([Course with { Monotone = Monotonicity.Increasing }]))
            .ShouldContain("cannot be monotone");
        Message(() => new Table(Schema, [1f, 0f, 2f])).ShouldContain("no whole number of rows");
        Message(() => new Table(Schema, [1f, 0f, 2f, 2f]))
            .ShouldContain("Row 1 holds 2 in categorical column 'course'");
        Message(() => new Table(Schema, [1f, 0.5f])).ShouldContain("Row 0 holds 0.5");
        Message(() => new Table(Schema, [1f, 0f, float.PositiveInfinity, 0f]))
            .ShouldContain("Row 1 holds an infinite value in column 'grade'");
        Message(() => Schema.IndexOf("age")).ShouldContain("'age'");
        var table = new Table(Schema, [1f, 0f, 2f, float.NaN]);
        Message(() => new TrainingData(table, [1])).ShouldContain("2 rows, but 1 entries of outcome");
        Message(() => new TrainingData(table, [1, double.NaN])).ShouldContain("outcome of row 1");
        Message(() => new TrainingData(table, [1, 0], Weights: [1, -1])).ShouldContain("weight of row 1");
        Message(() => new TrainingData(table, [1, 0], Groups: [1])).ShouldContain("group");
    }

    [Fact]
    public void Rows_are_selected_in_the_order_named_with_their_outcomes()
    {
        var data = new TrainingData(new Table(Schema, [1f, 0f, 2f, 1f, 3f, 0f]), [0, 1, 2], [1, 2, 3], [7, 8, 9]);
        var picked = data.Select([2, 0, 2]);
        picked.X.Values.ToArray().ShouldBe([3f, 0f, 1f, 0f, 3f, 0f]);
        picked.Y.ShouldBe([2, 0, 2]);
        picked.Weights.ShouldBe([3, 1, 3]);
        picked.Groups.ShouldBe([9, 7, 9]);
        picked.Fingerprint().ShouldBe(data.Select([2, 0, 2]).Fingerprint());
        new[] { picked.Fingerprint(), data.Fingerprint(), data.Select([0, 2, 2]).Fingerprint() }.ShouldBeUnique(
            StringComparer.Ordinal
        );
    }

    private static string Message(Func<object> act) => Should.Throw<ArgumentException>(() => act()).Message;
}
