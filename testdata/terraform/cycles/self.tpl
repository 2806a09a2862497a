x${templatefile("self.tpl", { n = n })}
