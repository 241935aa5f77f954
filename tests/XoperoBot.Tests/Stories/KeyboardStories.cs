using Microsoft.Playwright;
using XoperoBot.Simulator;
using XoperoBot.Tests.Channels.Playground;
using XoperoBot.Tests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace XoperoBot.Tests.Stories;

/// <summary>From the asking to the end with Tab, Enter and letters alone, in a real browser.</summary>
public sealed class KeyboardStories(Browser browser) : IClassFixture<Browser>
{
    [ChromiumFact]
    public async Task A_removal_is_asked_for_confirmed_and_approved_by_keyboard_alone()
    {
        await using var chat = new PlaygroundDriver();
        await using var bot = await Bot.StartAsync(chat.Settings, null, ("Approvals:Rules:0:Operation", "remove"), ("Approvals:Rules:0:CoolDown", "00:00:00"));
        await using var operators = await browser.OpenAsync(bot.Address, "?as=operator&in=room");
        await using var adas = await browser.OpenAsync(bot.Address, "?as=ada&in=room");
        await using var bens = await browser.OpenAsync(bot.Address, "?as=ben&in=room");

        await ToAsync(operators.Page, operators.Page.GetByLabel("Message to XoperoBot"));
        await operators.Page.Keyboard.TypeAsync("remove acme/shipping-api with data");
        await operators.Page.Keyboard.PressAsync("Enter");
        await ToAsync(operators.Page, operators.Page.GetByLabel("Type acme/shipping-api to confirm"));
        await operators.Page.Keyboard.TypeAsync("acme/shipping-api");
        await ToAsync(operators.Page, operators.Page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }));
        await operators.Page.Keyboard.PressAsync("Enter");

        foreach (var page in new[] { adas.Page, bens.Page })
        {
            await ToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }));
            await page.Keyboard.PressAsync("Enter");
        }

        await Expect(operators.Page.GetByText("1 done of 1")).ToBeVisibleAsync();
        Assert.Single(bot.Service.Simulation.Recorder.Requests(SimulatorCall.Remove));
    }

    // The page goes on living meanwhile, so what had the focus may have been drawn anew: as a person would, one goes on pressing Tab.
    private static async Task ToAsync(IPage page, ILocator target)
    {
        await target.First.WaitForAsync();
        for (var presses = 0; presses < 200; presses++)
        {
            if (await target.First.EvaluateAsync<bool>("node => node === document.activeElement"))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail("It was not reached by Tab.");
    }
}
