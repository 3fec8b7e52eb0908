"""How cost grows: services on one image, deployments under way, mapped services, pushes in a burst."""
