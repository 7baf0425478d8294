using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Nightly.Monitoring;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.Extensions.Configuration;

namespace EarlyWarning.Web.Tests.Nightly.Monitoring;

public sealed class MonitoringSettingsTests
{
    [Fact]
    public void Limits_are_read_and_have_their_defaults()
    {
        var defaults = MonitoringSettings.Of(Configuration());
        defaults.ShouldBe(new MonitoringSettings());
        defaults.Drift.StabilityIndex.ShouldBe(0.25);
        MonitoringSettings.Of(Configuration(("Monitoring:PsiLimit", "0.4"))).Drift.StabilityIndex.ShouldBe(0.4);
    }

    [Theory]
    [InlineData("Monitoring:PsiLimit", "much")]
    [InlineData("Monitoring:Level", "2")]
    [InlineData("Monitoring:ImportShare", "-1")]
    public void A_wrong_limit_is_named(string key, string value) =>
        Should
            .Throw<SettingsException>(() => MonitoringSettings.Of(Configuration((key, value))))
            .Message.ShouldContain(key);

    [Theory]
    [InlineData("Alerts:Smtp:To", "nobody at all", "Alerts:Smtp:To")]
    [InlineData("Alerts:Smtp:From", "@", "Alerts:Smtp:From")]
    [InlineData("Alerts:Smtp:Port", "0", "Alerts:Smtp:Port")]
    [InlineData("Alerts:Smtp:Host", "mail.school.test", "Alerts:Smtp:To")]
    public void A_wrong_mail_setting_is_named(string key, string value, string named) =>
        Should
            .Throw<SettingsException>(() => AlertSettings.Of(Configuration((key, value))))
            .Message.ShouldContain(named);

    [Fact]
    public void Several_recipients_are_read_and_nothing_is_sent_where_nothing_is_set()
    {
        AlertSettings.Of(Configuration()).IsSet.ShouldBeFalse();
        var settings = AlertSettings.Of(
            Configuration(("Alerts:Smtp:Host", "mail.school.test"), ("Alerts:Smtp:To", "a@school.test, b@school.test"))
        );
        settings.IsSet.ShouldBeTrue();
        settings.To.ShouldBe(["a@school.test", "b@school.test"]);
    }

    [Fact]
    public void Why_there_is_no_number_names_the_feeds_that_stopped()
    {
        RiskWords.WhyNothing(FeedKinds.None).ShouldBe("Too little is known for a number.");
        RiskWords
            .WhyNothing(FeedKinds.Attendance | FeedKinds.Activity)
            .ShouldBe(
                "No records of attendance and online activity arrive from the school any more, so there is no number."
            );
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build();
}
