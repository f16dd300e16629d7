Console.WriteLine("adselect");
