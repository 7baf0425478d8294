using EarlyWarning.Web.Features.Admin.Attributes;
using EarlyWarning.Web.Features.Admin.Calendar;
using EarlyWarning.Web.Features.Admin.People;

namespace EarlyWarning.Web.Features.Admin;

/// <summary>Registers the queries and commands of administration.</summary>
internal static class AdminFeature
{
    public static void AddAdministration(this IServiceCollection services)
    {
        services.AddScoped<OrgChoices>();
        services.AddScoped<PeopleQuery>();
        services.AddScoped<PersonQuery>();
        services.AddScoped<InvitePerson>();
        services.AddScoped<ChangeRoles>();
        services.AddScoped<ChangeAccount>();
        services.AddScoped<LinkStaff>();
        services.AddScoped<AssignClasses>();
        services.AddScoped<AssignCaseload>();
        services.AddScoped<CalendarQuery>();
        services.AddScoped<EditCalendar>();
        services.AddScoped<AttributesQuery>();
        services.AddScoped<ClassAttribute>();
    }
}
