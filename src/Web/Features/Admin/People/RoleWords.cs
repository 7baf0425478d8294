using EarlyWarning.Domain.Access;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>What roles are called on the page.</summary>
internal static class RoleWords
{
    /// <summary>A role by its name.</summary>
    public static string Of(StaffRole role) =>
        role switch
        {
            StaffRole.Teacher => L["Teacher"],
            StaffRole.Counsellor => L["Counsellor"],
            StaffRole.Administrator => L["Administrator"],
            _ => role.ToString(),
        };
}
