using System.ComponentModel;
using System.Globalization;

namespace XoperoBot.Core;

/// <summary>
/// Reads spans of time in configuration. <c>26:00:00</c> is 26 hours, as anybody means it who writes it; the platform's own reading is
/// 26 days, which would keep a plan that does not run unnoticed for weeks.
/// </summary>
internal sealed class HoursConverter : TimeSpanConverter
{
    private const int HoursOfADay = 24;

    private static readonly Lazy<bool> Registered = new(() =>
    {
        TypeDescriptor.AddAttributes(typeof(TimeSpan), new TypeConverterAttribute(typeof(HoursConverter)));
        return true;
    });

    /// <summary>For every options class of the process: they are bound by the platform's binder, which takes no converter of ours.</summary>
    public static void Register() => _ = Registered.Value;

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text && text.Split(':') is [var hours, ..] parts && parts.Length is 2 or 3
            && int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= HoursOfADay
            ? TimeSpan.FromHours(count) + (TimeSpan)base.ConvertFrom(context, culture, $"0:{string.Join(':', parts.Skip(1))}")!
            : base.ConvertFrom(context, culture, value);
}
