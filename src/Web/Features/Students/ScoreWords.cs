using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Reads what stands in a score in words.</summary>
public static class ScoreWords
{
    /// <summary>What stands out first: the main changeable concern, or the first rule that applies; null where nothing does.</summary>
    /// <param name="score">A score of course failure with its blobs.</param>
    /// <param name="model">The model behind it, or null where rules decide.</param>
    /// <param name="seesWholeRecord">Whether the reader may see fields reserved to counsellors and administrators.</param>
    public static string? MainConcern(Score score, ModelInService? model, bool seesWholeRecord)
    {
        if (score.State == RiskState.NotEnoughData)
        {
            return null;
        }

        if (score.Basis == SignalBasis.Rules || model is null || score.MainConcern < 0 || score.Features is null)
        {
            return RiskWords.Rules(score.Rules, seesWholeRecord).FirstOrDefault();
        }

        var feature = model.Catalogue.Features[score.MainConcern];
        var column = Column(model.Features, feature.Name);
        return !Readable(feature, seesWholeRecord) ? RiskWords.HiddenConcern
            : column < 0 ? null
            : feature.Evidence(FloatBlob.Decode(score.Features)[column]);
    }

    /// <summary>Whether a reader may see a feature's value.</summary>
    public static bool Readable(FeatureDefinition feature, bool seesWholeRecord) =>
        seesWholeRecord || feature.Visibility == FeatureVisibility.Teacher;

    /// <summary>A part of the record in words.</summary>
    public static string Group(FeatureGroup group) =>
        group switch
        {
            FeatureGroup.Attendance => L["Attendance"],
            FeatureGroup.Marks => L["Marks"],
            FeatureGroup.Work => L["Work handed in"],
            FeatureGroup.Activity => L["Online activity"],
            FeatureGroup.Behaviour => L["Behaviour"],
            FeatureGroup.PriorRecord => L["Earlier terms"],
            FeatureGroup.OtherClasses => L["Other classes"],
            FeatureGroup.Context => L["Course and time"],
            _ => L["Record|group"],
        };

    private static int Column(IReadOnlyList<FeatureDefinition> features, string name)
    {
        for (var i = 0; i < features.Count; i++)
        {
            if (string.Equals(features[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
