using EarlyWarning.Ml.Calibration;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Ml.Tests.Evaluation;

public class OuladTests
{
    /// <summary>Weeks with the best AUC of the peers on more features than these; a core that is far off is broken.</summary>
    [Theory]
    [InlineData(6, 0.726)]
    [InlineData(16, 0.836)]
    public void Later_students_are_ranked_about_as_well_as_by_established_libraries(int week, double peers)
    {
        var folder = OuladRows.Folder();
        if (folder is null)
        {
            Assert.Skip("OULAD is not beside this checkout (../shared/data/oulad).");
        }

        var train = OuladRows.Load(folder, week, presentation => presentation is not "2014J");
        var test = OuladRows.Load(folder, week, presentation => presentation is "2014J");
        ITrainer[] trainers = [new GradientBoostingTrainer(TaskKind.Binary), new LogisticRegressionTrainer()];
        foreach (var trainer in trainers)
        {
            var model = trainer.Fit(train, CancellationToken.None);
            var margins = model.Margins(test.X);
            var found = Metrics.Of(new BinaryPredictions(Array.ConvertAll(margins, Sigmoid.Of), test.Y));
            TestContext.Current.TestOutputHelper?.WriteLine(
                FormattableString.Invariant(
                    $"week {week}, {trainer.Name}: auc {found["auc"]:F4}, ece {found["ece"]:F4}, {train.Y.Length} + {test.Y.Length} rows"
                )
            );
            found[MetricKeys.Auc].ShouldBeGreaterThan(peers - 0.03, trainer.Name);
        }
    }

    [Fact]
    public void Out_of_fold_frequencies_are_calibrated()
    {
        var folder = OuladRows.Folder();
        if (folder is null)
        {
            Assert.Skip("OULAD is not beside this checkout (../shared/data/oulad).");
        }

        var data = OuladRows.Load(folder, 8, presentation => presentation is not "2014J");
        var folds = GroupKFold.Split(data.Groups!, data.Y, 3, 1);
        var trainer = new GradientBoostingTrainer(TaskKind.Binary, new GradientBoostingOptions { MaxTrees = 150 });
        var margins = OutOfFold.Margins(trainer, data, folds, CancellationToken.None);
        var calibrator = CalibratorSelection.Choose(margins, data.Y, data.Groups, 1).Calibrator;
        var found = Metrics.Of(new BinaryPredictions(calibrator.Map(margins), data.Y));
        found[MetricKeys.Ece].ShouldBeLessThan(0.03);
    }
}
