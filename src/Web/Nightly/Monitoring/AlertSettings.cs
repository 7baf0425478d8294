using System.Globalization;
using System.Net;
using System.Net.Mail;
using EarlyWarning.Web.Shared.Hosting;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>How alerts leave the application.</summary>
internal sealed record AlertSettings
{
    /// <summary>Mail server (Alerts:Smtp:Host), or null where none is set.</summary>
    public string? Host { get; init; }

    /// <summary>Its port: Alerts:Smtp:Port.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Whether the connection is encrypted by STARTTLS: Alerts:Smtp:Encrypt.</summary>
    public bool Encrypt { get; init; } = true;

    /// <summary>User, where the server wants one: Alerts:Smtp:User.</summary>
    public string? User { get; init; }

    /// <summary>Password: Alerts:Smtp:Password.</summary>
    public string? Password { get; init; }

    /// <summary>Sender: Alerts:Smtp:From.</summary>
    public string From { get; init; } = "earlywarning@localhost";

    /// <summary>Recipients: Alerts:Smtp:To, separated by commas.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Folder that letters are written to as .eml files instead of being sent: Alerts:Folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether letters go anywhere.</summary>
    public bool IsSet => Folder is not null || (Host is not null && To.Count > 0);

    /// <summary>Reads the settings; a wrong one ends with a sentence.</summary>
    public static AlertSettings Of(IConfiguration configuration)
    {
        var host = Text(configuration, "Alerts:Smtp:Host");
        var to = (Text(configuration, "Alerts:Smtp:To") ?? "").Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        if (host is not null && to.Length == 0)
        {
            throw new SettingsException("Alerts:Smtp:Host is set, but Alerts:Smtp:To names nobody to write to.");
        }

        return new AlertSettings
        {
            Host = host,
            Port = PortOf(Text(configuration, "Alerts:Smtp:Port")),
            Encrypt = !string.Equals(
                Text(configuration, "Alerts:Smtp:Encrypt"),
                "false",
                StringComparison.OrdinalIgnoreCase
            ),
            User = Text(configuration, "Alerts:Smtp:User"),
            Password = Text(configuration, "Alerts:Smtp:Password"),
            From = Address("Alerts:Smtp:From", Text(configuration, "Alerts:Smtp:From") ?? "earlywarning@localhost"),
            To = Array.ConvertAll(to, t => Address("Alerts:Smtp:To", t)),
            Folder = Text(configuration, "Alerts:Folder"),
        };
    }

    /// <summary>A client that sends letters, or writes them to a folder where one is given.</summary>
    /// <param name="folder">The folder, or null.</param>
    public SmtpClient NewClient(string? folder) =>
        folder is not null
            ? new SmtpClient
            {
                DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
                PickupDirectoryLocation = Directory.CreateDirectory(folder).FullName,
            }
            : new SmtpClient(Host, Port)
            {
                EnableSsl = Encrypt,
                Credentials = User is null ? null : new NetworkCredential(User, Password),
                Timeout = 30_000,
            };

    private static string? Text(IConfiguration configuration, string key) =>
        string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key];

    private static int PortOf(string? text) =>
        text is null ? 587
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? port
        : throw new SettingsException($"The setting Alerts:Smtp:Port is \"{text}\". Use a number from 1 to 65535.");

    private static string Address(string key, string text) =>
        MailAddress.TryCreate(text, out _)
            ? text
            : throw new SettingsException($"The setting {key} has \"{text}\", which is no e-mail address.");
}
