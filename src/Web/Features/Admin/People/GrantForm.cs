using EarlyWarning.Domain.Access;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>A role being typed.</summary>
public class GrantForm
{
    public StaffRole Role { get; set; } = StaffRole.Teacher;

    public long OrgId { get; set; }

    public DateOnly BeginsOn { get; set; }

    public DateOnly? EndsOn { get; set; }

    internal NewGrant ToGrant() => new(Role, OrgId, BeginsOn, EndsOn);
}
