namespace XoperoBot.Playground.Html;

/// <summary>Drawn signs: SVG paths in a square of 24 (the shield) or 16.</summary>
internal static class Marks
{
    public const string Shield = "M12 2.5l7.5 3v5.6c0 4.7-3.1 8.6-7.5 10.4-4.4-1.8-7.5-5.7-7.5-10.4V5.5zM8.4 12l2.6 2.6 4.8-5";
    public const string Download = "M8 2v8M4.8 7L8 10.2 11.2 7M3 13.5h10";
    public const string Send = "M2.5 8L13.5 2.8 10.6 13.4 7.4 9zM7.4 9l6-6";
    public const string Room = "M6.2 2.5l-1.4 11M11.2 2.5l-1.4 11M2.8 5.8h11M2.2 10.2h11";
    public const string Person = "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM2.8 13.6c.5-2.6 2.5-3.9 5.2-3.9s4.7 1.3 5.2 3.9";
}
