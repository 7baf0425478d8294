using System.Globalization;
using EarlyWarning.Domain.Classes;

namespace EarlyWarning.Domain.Demo;

/// <summary>Makes staff records.</summary>
internal static class DemoStaff
{
    public const string Teacher = "teacher";
    public const string Counsellor = "counselor";
    public const string Administrator = "administrator";

    private static readonly double[] Traditions = [.. DemoNames.Traditions.Select(t => t.Weight)];

    /// <summary>A member of staff with a made-up name and an address that leads nowhere.</summary>
    public static StaffMember Member(Dice dice, long id, long orgId, string role)
    {
        var tradition = DemoNames.Traditions[dice.Weighted(Traditions)];
        var given = tradition.Given(dice, dice.Chance(0.6));
        var family = tradition.Family(dice);
        var key = id.ToString(CultureInfo.InvariantCulture);
        return new StaffMember
        {
            Id = id,
            SourceId = DemoRoster.SourceId,
            SourcedId = $"t{key}",
            OrgId = orgId,
            GivenName = given,
            FamilyName = family,
            Email = $"{given}.{family}.{key}@demo.example".ToLowerInvariant(),
            Role = role,
        };
    }
}
