using System.Globalization;
using EarlyWarning.Web.Shared.Hosting;
using Quartz;

namespace EarlyWarning.Web.Features.Inbox.Digest;

/// <summary>Settings of inboxes and of the weekly letter.</summary>
internal sealed record DigestSettings
{
    /// <summary>Monday at half past six: before school, so that the week can be planned by it.</summary>
    public const string UsualSchedule = "0 30 6 ? * MON";

    /// <summary>Where letters are written where nothing says how to send them.</summary>
    public static readonly string UsualFolder = Path.Combine("data", "letters");

    /// <summary>Whether this process fills inboxes and sends letters: Inbox:Enabled.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When letters are due, as a Quartz cron expression, or null where none are sent: Digest:Schedule.</summary>
    public string? Schedule { get; init; } = UsualSchedule;

    /// <summary>Address under which people open the application, ending in a slash: Digest:Address; null where it is not set.</summary>
    public Uri? Address { get; init; }

    /// <summary>Folder that letters are written to as .eml files instead of being sent, or null.</summary>
    public string? Folder { get; init; }

    /// <summary>Culture of letters to those who chose none: Languages:Default.</summary>
    public CultureInfo Culture { get; init; } = Cultures.Default;

    /// <summary>The culture of a letter: what its reader chose, else the usual one.</summary>
    /// <param name="chosen">Name of the culture the reader chose, or null.</param>
    public CultureInfo CultureOf(string? chosen) => Known(chosen) ?? Culture;

    /// <summary>Reads the settings; a wrong one ends with a sentence.</summary>
    /// <param name="configuration">Where from.</param>
    /// <param name="environment">In Development, letters are written to a folder where no mail server is set.</param>
    /// <param name="demo">The demo school's people have no mail boxes: theirs are written to a folder always.</param>
    public static DigestSettings Of(IConfiguration configuration, IHostEnvironment environment, DemoMode demo)
    {
        var hasServer = Text(configuration, "Alerts:Smtp:Host") is not null;
        var isWritten = demo.Enabled || (environment.IsDevelopment() && !hasServer);
        return new DigestSettings
        {
            Enabled = !string.Equals(configuration["Inbox:Enabled"], "false", StringComparison.OrdinalIgnoreCase),
            Schedule = ScheduleOf(Text(configuration, "Digest:Schedule") ?? UsualSchedule),
            Address = AddressOf(Text(configuration, "Digest:Address")),
            Folder = Text(configuration, "Alerts:Folder") ?? (isWritten ? UsualFolder : null),
            Culture = Known(Text(configuration, Cultures.DefaultKey)) ?? Cultures.Default,
        };
    }

    private static string? ScheduleOf(string text) =>
        string.Equals(text, "off", StringComparison.OrdinalIgnoreCase) ? null
        : CronExpression.TryParse(text, out _) ? text
        : throw new SettingsException(
            $"The setting Digest:Schedule is \"{text}\", which is no cron expression of Quartz. Use seconds, minutes, hours, "
                + $"day of month, month, day of week: \"{UsualSchedule}\" is every Monday at half past six; \"off\" sends none."
        );

    private static Uri? AddressOf(string? text) =>
        text is null ? null
        : Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
            ? address
        : throw new SettingsException(
            $"The setting Digest:Address is \"{text}\". Use the address people open, such as https://earlywarning.school.example."
        );

    private static CultureInfo? Known(string? name)
    {
        try
        {
            return name is null ? null : CultureInfo.GetCultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    private static string? Text(IConfiguration configuration, string key) =>
        string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key];
}
