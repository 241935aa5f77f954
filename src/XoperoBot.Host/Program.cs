using XoperoBot.Host.Hosting;

return await BotApplication.RunAsync(args);
