using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Support;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Figures.Fairness;

/// <summary>The proof that no score reads a protected attribute, and that it would show one that does.</summary>
public sealed class MitigationProofTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AttributeUse.Protected, false)]
    [InlineData(AttributeUse.Feature, true)]
    public async Task A_protected_attribute_that_leaked_into_the_features_would_show(AttributeUse use, bool isSeen)
    {
        await using var database = await TestDatabase.CreateAsync();
        await SampleSchool.CreateAsync(database, Today);
        var attribute = await AddAttributeAsync(database);
        // The catalogue sees the class of the attribute; what is permuted is the same in both cases.
        attribute.Use = use;
        var catalogue = new FeatureCatalogue([attribute]);
        var reader = new SchoolReader(database, 60);
        var school = await reader.ReadSchoolAsync(Cancel);
        var students = reader.ReadTimelines(school, _ => true, Cancel).ToList();

        var proof = MitigationProof.Of(
            students,
            id => id == attribute.Id,
            school,
            catalogue,
            ModelOf(catalogue),
            Today.DayNumber
        );

        proof.Students.ShouldBe(students.Count);
        proof.Rows.ShouldBe(students.Sum(s => s.Enrollments.Count));
        proof.Changed.ShouldBe(students.Count, "everybody was given a value that was another's");
        (proof.FeaturesChanged > 0).ShouldBe(isSeen);
        (proof.GreatestDifference > 0).ShouldBe(isSeen);
    }

    private static async Task<AttributeDefinition> AddAttributeAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        var source = await db.Sources.Select(s => s.Id).FirstAsync(Cancel);
        var attribute = new AttributeDefinition
        {
            SourceId = source,
            Name = "trait",
            Label = "Trait",
            Kind = AttributeKind.Numeric,
            Use = AttributeUse.Protected,
        };
        db.AttributeDefinitions.Add(attribute);
        await db.SaveChangesAsync(Cancel);
        foreach (var student in await db.Students.Select(s => s.Id).ToListAsync(Cancel))
        {
            db.StudentAttributes.Add(
                new StudentAttribute
                {
                    StudentId = student,
                    AttributeId = attribute.Id,
                    Number = student,
                    KnownFrom = new DateOnly(2026, 1, 1),
                }
            );
        }

        await db.SaveChangesAsync(Cancel);
        return await db.AttributeDefinitions.AsNoTracking().SingleAsync(a => a.Id == attribute.Id, Cancel);
    }

    // A line through all inputs, so that each of them moves the margin.
    private static Model ModelOf(FeatureCatalogue catalogue)
    {
        var schema = Dataset.Schema(Domain.Outcomes.Goal.CourseFailure, catalogue.Features);
        var random = new Random(1);
        var values = new float[schema.Count * 200];
        var outcomes = new double[200];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var row = values.AsSpan(i * schema.Count, schema.Count);
            for (var c = 0; c < row.Length; c++)
            {
                row[c] = schema.Columns[c].Kind == ColumnKind.Categorical ? random.Next(2) : random.Next(0, 9);
            }

            outcomes[i] = row[^1] + random.Next(0, 6) > 7 ? 1 : 0;
        }

        return new LogisticRegressionTrainer(new ElasticNetOptions { Penalty = 0.01, L1Ratio = 0 }).Fit(
            new TrainingData(new Table(schema, values), outcomes),
            Cancel
        );
    }
}
